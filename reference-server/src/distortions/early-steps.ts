import { type DecodedObject, Uuid } from '@parsec-spec/spec/codec';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Reply } from '../core/call.ts';
import type { Distortion } from '../core/distortion.ts';
import { type Asked, bendCommands, isOk } from './asked.ts';
import { halfOf, numberOf, sideOf, slotOf, steps } from './halves.ts';
import { hexOf, tokenIn, tokenOf } from './invitation-memory.ts';
import { outcomeOf, replyMap, saying } from './look.ts';

type Side = 'greeter' | 'claimer';
const laterSteps = [1, 2, 3, 4, 5, 6, 7, 8] as const;
const starts = ['invite_greeter_start_greeting_attempt', 'invite_claimer_start_greeting_attempt'] as const;

/** A step that the right server refuses because it is too early. */
interface Early {
  readonly side: Side;
  readonly step: number;
  /** The side has submitted the step before, so that only its peer is behind. */
  readonly ownDone: boolean;
  /** How many attempts the invitation had before this one. */
  readonly before: number;
  readonly isOfDevice: boolean;
}

/** Bends the answers to steps that are too early. */
const bendEarly = (how: string, bend: (early: Early, reply: Reply) => Reply): Distortion =>
  bendCommands('greeting/step-in-order', how, ['invite_new_device', ...starts, ...steps], () => {
    const submitted = new Set<string>();
    const devices = new Set<string>();
    const attempts = new Map<string, string[]>();
    return async (asked) => {
      const reply = await asked.answer();
      const token = tokenOf(asked);
      if (asked.command === 'invite_new_device') devices.add(hexOf(tokenIn(reply)));
      const started = replyMap(reply)?.greeting_attempt;
      const known = attempts.get(token) ?? [];
      if (Uuid.is(started) && !known.includes(started.hex)) attempts.set(token, [...known, started.hex]);
      if (['ok', 'not_ready'].includes(String(outcomeOf(reply)))) submitted.add(slotOf(asked));
      if (outcomeOf(reply) !== 'step_too_advanced') return reply;
      const attempt = hexOf(asked.request.greeting_attempt);
      const [owner = '', list = []] = [...attempts].find(([, ids]) => ids.includes(attempt)) ?? [];
      const side = sideOf(asked);
      const step = numberOf(halfOf(asked.request));
      const ownDone = submitted.has(`${attempt} ${side} ${step - 1}`);
      const early = { side, step, ownDone, before: list.indexOf(attempt), isOfDevice: devices.has(owner) };
      return bend(early, reply);
    };
  });

const overtakes = (how: string, when: (early: Early) => boolean): Distortion =>
  bendEarly(how, (early, reply) => (early.ownDone && when(early) ? saying({ status: 'not_ready' }) : reply));

/** Remembers refused halves. `bend` gets the one that the peer tried at the same step. */
const bendRefused = (
  requirement: RequirementId,
  how: string,
  bend: (asked: Asked, reply: Reply, refused: DecodedObject) => Reply,
): Distortion =>
  bendCommands(requirement, how, steps, () => {
    const refused = new Map<string, DecodedObject>();
    return async (asked) => {
      const reply = await asked.answer();
      const half = halfOf(asked.request);
      const key = (side: Side) => `${hexOf(asked.request.greeting_attempt)} ${side} ${numberOf(half)}`;
      const side = sideOf(asked);
      const known = refused.get(key(side === 'greeter' ? 'claimer' : 'greeter'));
      if (outcomeOf(reply) === 'step_too_advanced' && half !== undefined) refused.set(key(side), half);
      return known === undefined ? reply : bend(asked, reply, known);
    };
  });

const asHeard = (asked: Asked, status: string, half: DecodedObject): Reply =>
  saying({ status, [sideOf(asked) === 'greeter' ? 'claimer_step' : 'greeter_step']: half });

/** Breaks the order of steps: for one side, one step or one kind of attempt. */
export const earlyStepDistortions: readonly Distortion[] = [
  // Each step for one side, the sides in turn.
  ...laterSteps.map((step) => {
    const side = step % 2 === 0 ? 'greeter' : 'claimer';
    return overtakes(`${side}-overtakes-at-${step}`, (early) => early.side === side && early.step === step);
  }),
  overtakes('after-a-restart', ({ before, isOfDevice }) => before === 1 && !isOfDevice),
  overtakes('device-invitations', ({ isOfDevice }) => isOfDevice),
  ...[2, 3, 6, 7].map((step) =>
    bendRefused('greeting/no-half-ahead', `kept-though-refused-${step}`, (asked, reply, half) =>
      outcomeOf(reply) === 'not_ready' && numberOf(half) === step ? asHeard(asked, 'ok', half) : reply,
    ),
  ),
  bendRefused('greeting/no-half-ahead', 'shown-with-the-refusal', (asked, reply, half) =>
    outcomeOf(reply) === 'step_too_advanced' ? asHeard(asked, 'step_too_advanced', half) : reply,
  ),
  bendCommands('greeting/step-in-order', 'refused-for-good', steps, () => {
    const refused = new Set<string>();
    return async (asked) => {
      const reply = await asked.answer();
      const isEarly = outcomeOf(reply) === 'step_too_advanced' && numberOf(halfOf(asked.request)) === 6;
      if (isEarly) refused.add(slotOf(asked));
      const isFirst = outcomeOf(reply) === 'not_ready' || isOk(reply);
      return isFirst && refused.has(slotOf(asked)) ? saying({ status: 'step_too_advanced' }) : reply;
    };
  }),
];
