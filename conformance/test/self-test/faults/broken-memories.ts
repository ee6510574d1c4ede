import type { JournalRecord } from '@parsec-spec/reference-server/journal';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { BrokenServer } from './broken-journals.ts';
import type { NodeDefect } from './broken-node.ts';
import { forgetful, keeping } from './forgetful-journal.ts';

const survives = 'durability/acknowledged-survives-kill';
const journeyContinues = 'durability/journey-goes-on';
const stops = 'durability/stop-keeps-acknowledged';

const forgets = (
  name: string,
  breaks: RequirementId,
  ...kinds: readonly JournalRecord['record'][]
): BrokenServer => ({ name, breaks, nodeDefect: { journal: forgetful(kinds) } });

/** Loses the greeting moves that match. */
const forgetsMoves = (isSo: (move: Move) => boolean): NodeDefect => ({
  journal: keeping((record) =>
    record.record === 'greeting_moved' && isSo(record.move) ? undefined : record,
  ),
});
type Move = Extract<JournalRecord, { record: 'greeting_moved' }>['move'];

/** Omits rules after a restart. */
const omitsRules = (name: string, ...reborn: readonly RequirementId[]): BrokenServer => ({
  name: `${name} after a restart`,
  breaks: survives,
  nodeDefect: { omittedAfterRestart: reborn },
});

/** Servers that lose one kind of state when they end. */
export const brokenMemories: readonly BrokenServer[] = [
  forgets('forgets freezes', survives, 'user_frozen'),
  forgets('forgets acceptances of the terms', survives, 'tos_accepted'),
  forgets('forgets ends of invitations', survives, 'invitation_ended'),
  forgets('forgets sent codes', survives, 'validation_mail_asked'),
  forgets('forgets accounts', survives, 'account_created'),
  {
    name: 'forgets the archiving period',
    breaks: survives,
    nodeDefect: {
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
    nodeDefect: {
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
    nodeDefect: {
      journal: keeping((record) =>
        record.record === 'organization_bootstrapped'
          ? { ...record, sequester_authority_certificate: null }
          : record,
      ),
    },
  },
  omitsRules('accepts tokens of ended invitations', 'authentication/invitation-deleted'),
  omitsRules('accepts a bootstrap token twice', 'organization_bootstrap/token-works-once'),
  omitsRules('accepts an address twice', 'user_create/email-free'),
  omitsRules('accepts a device twice', 'device_create/device-id-new'),
  omitsRules(
    'accepts certificates with earlier timestamps',
    'user_create/later-than-last',
    'device_create/later-than-last',
  ),
  omitsRules('cancels twice', 'invite_cancel/not-yet-cancelled'),
  omitsRules('accepts one user too many', 'user_create/seat-free'),
  omitsRules('accepts commands of a former ADMIN', 'invite_new_user/author-is-admin'),
  forgets('forgets second devices', journeyContinues, 'device_created'),
  {
    name: 'forgets cancellations of attempts',
    breaks: journeyContinues,
    nodeDefect: forgetsMoves(({ move }) => move === 'cancel'),
  },
  {
    name: 'forgets the steps of greeters',
    breaks: journeyContinues,
    nodeDefect: forgetsMoves((move) => move.move === 'step' && move.side === 'GREETER'),
  },
  {
    name: 'forgets the last step',
    breaks: journeyContinues,
    nodeDefect: forgetsMoves((move) => move.move === 'step' && move.step === 8),
  },
  {
    name: 'forgets device invitations',
    breaks: journeyContinues,
    nodeDefect: {
      journal: keeping((record) =>
        record.record === 'invitation_opened' && record.claimer_email === null ? undefined : record,
      ),
    },
  },
  forgets('forgets freezes at a stop', stops, 'user_frozen'),
  forgets('forgets ends of invitations at a stop', stops, 'invitation_ended'),
  forgets('forgets acceptances of the terms at a stop', stops, 'tos_accepted'),
  forgets('forgets the progress of greetings at a stop', stops, 'greeting_moved'),
  {
    name: 'accepts a bootstrap token twice after a stop',
    breaks: stops,
    nodeDefect: { omittedAfterRestart: ['organization_bootstrap/token-works-once'] },
  },
];
