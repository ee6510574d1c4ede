import { isDeepStrictEqual } from 'node:util';
import {
  type GreetingModel,
  type GreetingMove,
  judgeGreeting,
  newGreeting,
  type Party,
} from './greeting-model.ts';

/** Whether a move changes nothing. */
export const changesNothing = (model: GreetingModel, move: GreetingMove): boolean =>
  isDeepStrictEqual(judgeGreeting(model, move).next, model);

/** A possible next action of a party, in any state of the greeting. */
export type NextAction = `${Party} ${'starts' | 'goes on' | 'cancels'}`;

/** Every possible next action of either party. */
export const nextActions: readonly NextAction[] = [
  'greeter starts',
  'claimer starts',
  'greeter goes on',
  'claimer goes on',
  'greeter cancels',
  'claimer cancels',
];

/**
 * The move for an intent: on the last attempt, at the first step that the party has not submitted.
 */
export function moveOf(intent: NextAction, { attempts }: GreetingModel): GreetingMove {
  const by: Party = intent.startsWith('greeter') ? 'greeter' : 'claimer';
  const attempt = Math.max(0, attempts.length - 1);
  if (intent.endsWith('starts')) return { move: 'start', by };
  if (intent.endsWith('cancels')) return { move: 'cancel', by, attempt, reason: 'MANUALLY_CANCELLED' };
  const step = Math.min(8, attempts[attempt]?.halves[by].length ?? 0);
  return { move: 'step', by, attempt, step, half: 'own' };
}

/**
 * Every sequence of intents of a length, except those in which more than `idle` moves leave the
 * state unchanged.
 */
export function orders(length: number, idle: number): readonly (readonly NextAction[])[] {
  const from = (model: GreetingModel, left: number, spare: number): (readonly NextAction[])[] =>
    left === 0
      ? [[]]
      : nextActions.flatMap((intent) => {
          const move = moveOf(intent, model);
          const rest = spare - (changesNothing(model, move) ? 1 : 0);
          if (rest < 0) return [];
          const { next } = judgeGreeting(model, move);
          return from(next, left - 1, rest).map((order) => [intent, ...order]);
        });
  return from(newGreeting, length, idle);
}

const parties: readonly Party[] = ['greeter', 'claimer'];

/**
 * Every possible move in a state: on the last attempt and the one before, at the right step,
 * repeated, or too early.
 */
export function movesAt({ attempts }: GreetingModel): readonly GreetingMove[] {
  const last = attempts.length - 1;
  const named = [...new Set([Math.max(0, last), Math.max(0, last - 1)])];
  return [
    ...parties.map((by): GreetingMove => ({ move: 'start', by })),
    ...parties.flatMap((by) =>
      named.flatMap((attempt) => stepsAt(by, attempt, attempts[attempt]?.halves[by].length)),
    ),
    ...parties.flatMap((by) =>
      named.map((attempt): GreetingMove => ({ move: 'cancel', by, attempt, reason: 'INVALID_SAS_CODE' })),
    ),
    { move: 'end', how: 'cancelled' },
    { move: 'end', how: 'completed' },
  ];
}

function stepsAt(by: Party, attempt: number, submitted = 0): readonly GreetingMove[] {
  const steps = [...new Set([0, submitted - 1, submitted, submitted + 1])].filter(
    (step) => step >= 0 && step <= 8,
  );
  const own = steps.map((step): GreetingMove => ({ move: 'step', by, attempt, step, half: 'own' }));
  const others = steps
    .filter((step) => step < submitted)
    .map((step): GreetingMove => ({ move: 'step', by, attempt, step, half: 'other' }));
  return [...own, ...others];
}
