import type { Mutant } from '@parsec-spec/reference-server/core';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import {
  changeFields,
  commandReply,
  operationIn,
  organizationIn,
  outcomeOf,
  replyMap,
} from '../../../self-test/kit/calls.ts';
import { certificateIn, changeCommands, isOk, readCommand } from '../../../self-test/kit/commands.ts';
import { acceptsAnyAuthor, acceptsJunk, emailOf, newDeviceLate } from '../../../self-test/kit/enrolment.ts';
import { authorOf, leavesOut } from '../../../self-test/kit/history.ts';
import { hexOf } from '../../../self-test/kit/invitations.ts';
import { Races } from '../../../self-test/kit/lost-races.ts';
import { mutant } from '../../../self-test/kit/mutant.ts';
import { announcesRefused } from '../../../self-test/kit/stream-events.ts';
import { exceedsLimit } from '../../../self-test/kit/user-limit.ts';

/** Lists users whose creation was refused. */
const refusedIsListed = mutant('user_create/refused-leaves-no-trace', 'listed', (handle) => {
  const refused = new Map<string, object[]>();
  return async (call) => {
    const { bufferedCall, commandCall } = await readCommand(call, handle);
    const reply = await handle(bufferedCall);
    const certificate = certificateIn(commandCall?.request.user_certificate);
    if (commandCall?.command === 'user_create' && certificate?.type === 'user_certificate' && !isOk(reply)) {
      const [user_email, user_name] = certificate.human_handle ?? ['', ''];
      const user = { user_id: certificate.user_id.hex, user_email, user_name, frozen: false };
      refused.set(commandCall.organization, [...(refused.get(commandCall.organization) ?? []), user]);
    }
    if (operationIn(call) !== 'users' || call.method !== 'GET') return reply;
    const more = refused.get(organizationIn(call)) ?? [];
    return changeFields(reply, ({ users = [] }) => ({ users: [...(users as object[]), ...more] }));
  };
});

/** Answers `ok` to enrolments that are refused with one of these statuses after a lost race. */
const acceptsRaceLoser = (requirement: RequirementId, how: string, lost: readonly string[]): Mutant =>
  changeCommands(requirement, how, ['user_create'], () => {
    const races = new Races();
    return async (commandCall) => {
      const arrived = performance.now();
      const reply = await commandCall.answer();
      if (isOk(reply)) await races.won(commandCall.organization);
      return lost.includes(String(outcomeOf(reply))) && races.isPartOf(commandCall.organization, arrived)
        ? commandReply({ status: 'ok' })
        : reply;
    };
  });

/** Mutants of the requirements of `user_create`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  announcesRefused('user_create/refused-leaves-no-trace'),
  refusedIsListed,
  leavesOut(
    'user_create/certificates-handed-out',
    'enrolled-users-are-not-handed-out',
    (one) => one.type === 'user_certificate' && authorOf(one) !== null,
  ),
  changeCommands(
    'user_create/invitations-untouched',
    'completed',
    ['user_create'],
    () => async (commandCall) => {
      const reply = await commandCall.answer();
      if (!isOk(reply)) return reply;
      const listed = replyMap(await commandCall.answer({ cmd: 'invite_list' }))?.invitations;
      for (const { token } of (listed ?? []) as { token: Uint8Array }[])
        await commandCall.answer({ cmd: 'invite_complete', token });
      return reply;
    },
  ),
  exceedsLimit('user_create/seat-count', 'outsiders-need-none', () => {
    let outsiders = 0;
    return {
      record: ({ profile }) => {
        if (profile === 'OUTSIDER') outsiders += 1;
      },
      accepts: () => outsiders > 0,
    };
  }),
  acceptsRaceLoser('user_create/limit-holds-under-load', 'breaks', ['active_users_limit_reached']),
  changeCommands(
    'user_create/coherent-certificates-accepted',
    'no-outsiders',
    ['user_create'],
    () => async (commandCall) => {
      const certificate = certificateIn(commandCall.request.user_certificate);
      const isOutsider = certificate?.type === 'user_certificate' && certificate.profile === 'OUTSIDER';
      return isOutsider ? commandReply({ status: 'invalid_certificate' }) : commandCall.answer();
    },
  ),
  newDeviceLate('user_create/device-works-at-once', 'user_create'),
  acceptsJunk('user_create/user-certificate-decodes', 'user_create', 'user_certificate'),
  acceptsJunk('user_create/device-certificate-decodes', 'user_create', 'device_certificate'),
  acceptsJunk('user_create/redacted-user-certificate-decodes', 'user_create', 'redacted_user_certificate'),
  acceptsJunk(
    'user_create/redacted-device-certificate-decodes',
    'user_create',
    'redacted_device_certificate',
  ),
  changeCommands('user_create/email-of-revoked-reusable', 'email-gone-for-good', ['user_create'], () => {
    const used = new Set<string>();
    return async (commandCall) => {
      const email = `${commandCall.organization} ${emailOf(commandCall.request.user_certificate)}`;
      if (used.has(email)) return commandReply({ status: 'human_handle_already_taken' });
      const reply = await commandCall.answer();
      if (isOk(reply)) used.add(email);
      return reply;
    };
  }),
  changeCommands('user_create/revocation-frees-seat', 'full-for-good', ['user_create'], () => {
    const full = new Set<string>();
    return async (commandCall) => {
      if (full.has(commandCall.organization)) return commandReply({ status: 'active_users_limit_reached' });
      const reply = await commandCall.answer();
      if (outcomeOf(reply) === 'active_users_limit_reached') full.add(commandCall.organization);
      return reply;
    };
  }),
  acceptsRaceLoser('user_create/one-winner', 'every-racer-wins', [
    'user_already_exists',
    'human_handle_already_taken',
    'require_greater_timestamp',
  ]),
  exceedsLimit('user_create/seat-count', 'unlimited', () => ({
    record: () => undefined,
    accepts: () => true,
  })),
  acceptsAnyAuthor('user_create/user-certificate-by-author', 'user_create', 'user_certificate'),
  changeCommands(
    'user_create/invitations-untouched',
    'invites-another',
    ['user_create'],
    () => async (commandCall) => {
      const reply = await commandCall.answer();
      if (isOk(reply))
        await commandCall.answer({
          cmd: 'invite_new_user',
          claimer_email: 'eve@example.com',
          send_email: false,
        });
      return reply;
    },
  ),
  changeCommands('user_create/refused-leaves-no-trace', 'known-after-a-full-seat', ['user_create'], () => {
    const refused = new Set<string>();
    return async (commandCall) => {
      const key = hexOf(commandCall.request.user_certificate);
      if (refused.has(key)) return commandReply({ status: 'user_already_exists' });
      const reply = await commandCall.answer();
      if (outcomeOf(reply) === 'active_users_limit_reached') refused.add(key);
      return reply;
    };
  }),
];
