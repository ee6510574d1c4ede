import type { Mutant } from '@parsec-spec/reference-server/core';
import { Uuid } from '@parsec-spec/spec/codec';
import { commandReply, replyMap } from '../../self-test/kit/calls.ts';
import { changeCommands, isOk } from '../../self-test/kit/commands.ts';
import { hexOf, tokenOf } from '../../self-test/kit/invitations.ts';

/** The mutants of stories. Each server breaks a rule only after other calls. */
export const mutants: readonly Mutant[] = [
  changeCommands(
    'greeting/invitation-cancelled-greeter',
    'forgets-replaced-attempts',
    ['invite_greeter_start_greeting_attempt', 'invite_greeter_step', 'invite_cancel'],
    () => {
      const attempts = new Map<string, string[]>();
      const forgotten = new Set<string>();
      return async (commandCall) => {
        const { command, request } = commandCall;
        const reply = await commandCall.answer();
        const token = tokenOf(commandCall);
        const started = replyMap(reply)?.greeting_attempt;
        if (Uuid.is(started)) attempts.set(token, [...(attempts.get(token) ?? []), started.hex]);
        if (command === 'invite_cancel' && isOk(reply))
          for (const attempt of (attempts.get(token) ?? []).slice(0, -1)) forgotten.add(attempt);
        const isForgotten =
          command === 'invite_greeter_step' && forgotten.has(hexOf(request.greeting_attempt));
        return isForgotten ? commandReply({ status: 'greeting_attempt_not_found' }) : reply;
      };
    },
  ),
];
