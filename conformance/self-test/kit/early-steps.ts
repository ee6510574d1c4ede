import type { Mutant, Reply } from '@parsec-spec/reference-server/core';
import { type DecodedObject, Uuid } from '@parsec-spec/spec/codec';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { commandReply, outcomeOf, replyMap } from './calls.ts';
import { type CommandCall, changeCommands } from './commands.ts';
import { starts } from './greeting-attempts.ts';
import { sideOf, stepCommands, stepFieldsOf, stepKey, stepNumber } from './greeting-steps.ts';
import { hexOf, tokenIn, tokenOf } from './invitations.ts';

type Side = ReturnType<typeof sideOf>;

/** A step that the reference server refuses because the peer is behind. */
interface EarlyStep {
  readonly side: Side;
  readonly step: number;
  /** The number of earlier attempts on the invitation. */
  readonly before: number;
  readonly isOfDevice: boolean;
}

/** Takes some of the steps whose peer is behind. */
export const acceptsEarlyStep = (
  requirement: RequirementId,
  how: string,
  isTaken: (early: EarlyStep) => boolean,
): Mutant =>
  changeCommands(requirement, how, ['invite_new_device', ...starts, ...stepCommands], () => {
    const submitted = new Set<string>();
    const devices = new Set<string>();
    const attempts = new Map<string, string[]>();
    return async (commandCall) => {
      const reply = await commandCall.answer();
      const token = tokenOf(commandCall);
      if (commandCall.command === 'invite_new_device') devices.add(hexOf(tokenIn(reply)));
      const started = replyMap(reply)?.greeting_attempt;
      const earlier = attempts.get(token) ?? [];
      if (Uuid.is(started) && !earlier.includes(started.hex)) attempts.set(token, [...earlier, started.hex]);
      if (['ok', 'not_ready'].includes(String(outcomeOf(reply)))) submitted.add(stepKey(commandCall));
      if (outcomeOf(reply) !== 'step_too_advanced') return reply;
      const attempt = hexOf(commandCall.request.greeting_attempt);
      const [owner = '', list = []] = [...attempts].find(([, ids]) => ids.includes(attempt)) ?? [];
      const side = sideOf(commandCall);
      const step = stepNumber(stepFieldsOf(commandCall.request));
      const early = { side, step, before: list.indexOf(attempt), isOfDevice: devices.has(owner) };
      return submitted.has(`${attempt} ${side} ${step - 1}`) && isTaken(early)
        ? commandReply({ status: 'not_ready' })
        : reply;
    };
  });

/** Remembers refused halves. `changes` gets the half that the peer submitted at the same step. */
export const changeRefused = (
  requirement: RequirementId,
  how: string,
  changes: (commandCall: CommandCall, reply: Reply, refused: DecodedObject) => Reply,
): Mutant =>
  changeCommands(requirement, how, stepCommands, () => {
    const refused = new Map<string, DecodedObject>();
    return async (commandCall) => {
      const reply = await commandCall.answer();
      const half = stepFieldsOf(commandCall.request);
      const key = (side: Side) =>
        `${hexOf(commandCall.request.greeting_attempt)} ${side} ${stepNumber(half)}`;
      const side = sideOf(commandCall);
      const otherHalf = refused.get(key(side === 'greeter' ? 'claimer' : 'greeter'));
      if (outcomeOf(reply) === 'step_too_advanced' && half !== undefined) refused.set(key(side), half);
      return otherHalf === undefined ? reply : changes(commandCall, reply, otherHalf);
    };
  });
