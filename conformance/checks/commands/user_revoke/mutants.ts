import type { Mutant } from '@parsec-spec/reference-server/core';
import { commandReply } from '../../../self-test/kit/calls.ts';
import { changeCommands, isOk } from '../../../self-test/kit/commands.ts';
import { acceptsJunk, doesNothing, emailOf } from '../../../self-test/kit/enrolment.ts';
import { leavesOut } from '../../../self-test/kit/history.ts';
import { acceptsLostRace } from '../../../self-test/kit/lost-races.ts';
import { isRevocation, keepsStreams } from '../../../self-test/kit/stream-events.ts';

/** Mutants of the requirements of `user_revoke`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  keepsStreams('user_revoke/streams-closed', isRevocation),
  leavesOut(
    'user_revoke/certificate-handed-out',
    'revocations-are-not-handed-out',
    (one) => one.type === 'revoked_user_certificate',
  ),
  acceptsLostRace('user_revoke/an-admin-remains', ['user_update', 'user_revoke']),
  acceptsJunk('user_revoke/certificate-decodes', 'user_revoke', 'revoked_user_certificate'),
  doesNothing('user_revoke/devices-refused', 'user_revoke'),
  changeCommands('user_revoke/seat-and-email-freed', 'revoked-keep-their-email', ['user_create'], () => {
    const used = new Set<string>();
    return async (commandCall) => {
      const email = `${commandCall.organization} ${emailOf(commandCall.request.user_certificate)}`;
      const reply = await commandCall.answer();
      if (isOk(reply) && used.has(email)) return commandReply({ status: 'human_handle_already_taken' });
      if (isOk(reply)) used.add(email);
      return reply;
    };
  }),
];
