import type { Mutant, Reply } from '@parsec-spec/reference-server/core';
import { Uuid } from '@parsec-spec/spec/codec';
import type { CommandName } from '@parsec-spec/spec/commands';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { changeReplyFields, commandReply, refusal, replyMap } from './calls.ts';
import { type CommandCall, changeCommands, isOk } from './commands.ts';
import { sideOf, stepCommands } from './greeting-steps.ts';
import { hexOf, tokenOf } from './invitations.ts';

/** The commands that start an attempt. */
export const starts = [
  'invite_greeter_start_greeting_attempt',
  'invite_claimer_start_greeting_attempt',
] as const;

/** The commands that cancel an attempt. */
export const cancels = [
  'invite_greeter_cancel_greeting_attempt',
  'invite_claimer_cancel_greeting_attempt',
] as const;

/** The attempt that a successful start gives. */
export const attemptIn = (reply: Reply): Uuid | undefined => {
  const attempt = replyMap(reply)?.greeting_attempt;
  return isOk(reply) && Uuid.is(attempt) ? attempt : undefined;
};

/** The reply with another attempt. */
export const withAttempt = (reply: Reply, greeting_attempt: Uuid): Reply =>
  changeReplyFields(reply, (fields) => ({ ...fields, greeting_attempt }));

/** Remembers the attempts of each token and side, and changes the answer to the next start. */
export const changeStarts = (
  requirement: RequirementId,
  how: string,
  commands: readonly CommandName[],
  changes: (commandCall: CommandCall, before: readonly { attempt: Uuid; device: string }[]) => Promise<Reply>,
): Mutant =>
  changeCommands(requirement, how, commands, () => {
    const attempts = new Map<string, { attempt: Uuid; device: string }[]>();
    return async (commandCall) => {
      const key = `${tokenOf(commandCall)} ${sideOf(commandCall)} ${hexOf(commandCall.request.greeter)}`;
      const before = attempts.get(key) ?? [];
      const reply = await changes(commandCall, before);
      const attempt = attemptIn(reply);
      if (attempt !== undefined) attempts.set(key, [...before, { attempt, device: commandCall.device }]);
      return reply;
    };
  });

/** Answers the claimer of an ended invitation with another HTTP status. */
export const changes410 = (requirement: RequirementId, ending: 'invite_cancel' | 'invite_complete'): Mutant =>
  changeCommands(
    requirement,
    'forbidden',
    [
      ending,
      'invite_claimer_step',
      'invite_claimer_cancel_greeting_attempt',
      'invite_claimer_start_greeting_attempt',
    ],
    () => {
      const endedTokens = new Set<string>();
      return async (commandCall) => {
        const reply = await commandCall.answer();
        if (commandCall.command === ending) {
          if (isOk(reply)) endedTokens.add(tokenOf(commandCall));
          return reply;
        }
        return reply.status === 410 && endedTokens.has(tokenOf(commandCall)) ? refusal(403) : reply;
      };
    },
  );

/** Forgets the cancelled attempts of an invitation when it ends. */
export const forgetsCancelled = (
  requirement: RequirementId,
  ending: 'invite_cancel' | 'invite_complete',
): Mutant =>
  changeCommands(requirement, 'forgets-cancelled', [ending, starts[0], stepCommands[0], cancels[0]], () => {
    const tokens = new Map<string, string>();
    const cancelled = new Set<string>();
    const ended = new Set<string>();
    return async (commandCall) => {
      const reply = await commandCall.answer();
      const attempt = hexOf(commandCall.request.greeting_attempt);
      const started = attemptIn(reply);
      if (started !== undefined) tokens.set(started.hex, tokenOf(commandCall));
      else if (commandCall.command === cancels[0] && isOk(reply)) cancelled.add(attempt);
      else if (commandCall.command === ending && isOk(reply)) ended.add(tokenOf(commandCall));
      return cancelled.has(attempt) && ended.has(tokens.get(attempt) ?? '')
        ? commandReply({ status: 'greeting_attempt_not_found' })
        : reply;
    };
  });
