import type { JournalRecord } from '@parsec-spec/reference-server/journal';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { FrailServer } from './breaking.ts';
import { forgetful, keeping } from './forgetful-journal.ts';
import type { Frailty } from './frail-node.ts';

const survives = 'durability/acknowledged-survives-kill';
const goesOn = 'durability/journey-goes-on';
const stops = 'durability/stop-keeps-acknowledged';

const forgets = (
  name: string,
  breaks: RequirementId,
  ...kinds: readonly JournalRecord['record'][]
): FrailServer => ({ name, breaks, frailty: { journal: forgetful(kinds) } });

/** Loses the greeting moves that match. */
const forgetsMoves = (isSo: (move: Move) => boolean): Frailty => ({
  journal: keeping((record) =>
    record.record === 'greeting_moved' && isSo(record.move) ? undefined : record,
  ),
});
type Move = Extract<JournalRecord, { record: 'greeting_moved' }>['move'];

/** Omits rules after a restart. */
const unruly = (name: string, ...reborn: readonly RequirementId[]): FrailServer => ({
  name: `${name} once it was started again`,
  breaks: survives,
  frailty: { reborn },
});

/** Servers that lose one kind of state when they end. */
export const frailMemories: readonly FrailServer[] = [
  forgets('forgets who is frozen', survives, 'user_frozen'),
  forgets('forgets who accepted the terms', survives, 'tos_accepted'),
  forgets('forgets which invitations ended', survives, 'invitation_ended'),
  forgets('forgets codes that it sent', survives, 'validation_mail_asked'),
  forgets('forgets accounts', survives, 'account_created'),
  {
    name: 'forgets the archiving period',
    breaks: survives,
    frailty: {
      journal: keeping((record) => {
        if (record.record !== 'organization_updated') return record;
        const { realm_minimum_archiving_period_before_deletion: _, ...kept } = record;
        return kept;
      }),
    },
  },
  {
    name: 'keeps no redacted certificates',
    breaks: survives,
    frailty: {
      journal: keeping((record) =>
        record.record === 'user_created'
          ? { ...record, redacted_user_certificate: record.user_certificate }
          : record,
      ),
    },
  },
  {
    name: 'keeps no sequester authority',
    breaks: survives,
    frailty: {
      journal: keeping((record) =>
        record.record === 'organization_bootstrapped'
          ? { ...record, sequester_authority_certificate: null }
          : record,
      ),
    },
  },
  unruly('lets tokens of ended invitations in', 'authentication/invitation-deleted'),
  unruly('takes a bootstrap token twice', 'organization_bootstrap/token-works-once'),
  unruly('takes an address twice', 'user_create/email-free'),
  unruly('takes a device twice', 'device_create/device-id-new'),
  unruly('takes certificates of before', 'user_create/later-than-last', 'device_create/later-than-last'),
  unruly('cancels twice', 'invite_cancel/not-yet-cancelled'),
  unruly('has a seat too many', 'user_create/seat-free'),
  unruly('obeys who is ADMIN no longer', 'invite_new_user/author-is-admin'),
  forgets('forgets second devices', goesOn, 'device_created'),
  {
    name: 'forgets which attempts were cancelled',
    breaks: goesOn,
    frailty: forgetsMoves(({ move }) => move === 'cancel'),
  },
  {
    name: 'forgets what greeters brought',
    breaks: goesOn,
    frailty: forgetsMoves((move) => move.move === 'step' && move.side === 'GREETER'),
  },
  {
    name: 'forgets the last step',
    breaks: goesOn,
    frailty: forgetsMoves((move) => move.move === 'step' && move.step === 8),
  },
  {
    name: 'forgets device invitations',
    breaks: goesOn,
    frailty: {
      journal: keeping((record) =>
        record.record === 'invitation_opened' && record.claimer_email === null ? undefined : record,
      ),
    },
  },
  forgets('forgets at a stop who is frozen', stops, 'user_frozen'),
  forgets('forgets at a stop which invitations ended', stops, 'invitation_ended'),
  forgets('forgets at a stop who accepted the terms', stops, 'tos_accepted'),
  forgets('forgets at a stop where greetings stand', stops, 'greeting_moved'),
  {
    name: 'takes a bootstrap token twice once it was stopped',
    breaks: stops,
    frailty: { reborn: ['organization_bootstrap/token-works-once'] },
  },
];
