import { isDeepStrictEqual } from 'node:util';
import { type Role, roles } from '../people/greeting-steps.ts';
import {
  expectedGreetingAnswers,
  type GreetingModel,
  type GreetingMove,
  newGreeting,
} from './greeting-model.ts';

/** Whether a move leaves the state unchanged. */
export const changesNothing = (model: GreetingModel, move: GreetingMove): boolean =>
  isDeepStrictEqual(expectedGreetingAnswers(model, move).next, model);

/** An action of a side, possible in any state of a greeting. */
export type NextAction = `${Role} ${'starts' | 'continues' | 'cancels'}`;

/** Every action of either side. */
export const nextActions: readonly NextAction[] = [
  'greeter starts',
  'claimer starts',
  'greeter continues',
  'claimer continues',
  'greeter cancels',
  'claimer cancels',
];

/**
 * The move of an action. It concerns the last attempt, and the first step that the side has not
 * submitted.
 */
export function moveOf(action: NextAction, { attempts }: GreetingModel): GreetingMove {
  const by: Role = action.startsWith('greeter') ? 'greeter' : 'claimer';
  const attempt = Math.max(0, attempts.length - 1);
  if (action.endsWith('starts')) return { move: 'start', by };
  if (action.endsWith('cancels')) return { move: 'cancel', by, attempt, reason: 'MANUALLY_CANCELLED' };
  const step = Math.min(8, attempts[attempt]?.halves[by].length ?? 0);
  return { move: 'step', by, attempt, step, half: 'own' };
}

/**
 * Every sequence of actions of this length in which at most `idle` moves leave the state unchanged.
 */
export function orders(length: number, idle: number): readonly (readonly NextAction[])[] {
  const from = (model: GreetingModel, left: number, spare: number): (readonly NextAction[])[] =>
    left === 0
      ? [[]]
      : nextActions.flatMap((action) => {
          const move = moveOf(action, model);
          const rest = spare - (changesNothing(model, move) ? 1 : 0);
          if (rest < 0) return [];
          const { next } = expectedGreetingAnswers(model, move);
          return from(next, left - 1, rest).map((order) => [action, ...order]);
        });
  return from(newGreeting, length, idle);
}

/**
 * Every kind of move in a state: on the last attempt and the one before it, at the next step, at an
 * earlier one, and at one that is too advanced.
 */
export function movesAt({ attempts }: GreetingModel): readonly GreetingMove[] {
  const last = attempts.length - 1;
  const named = [...new Set([Math.max(0, last), Math.max(0, last - 1)])];
  return [
    ...roles.map((by): GreetingMove => ({ move: 'start', by })),
    ...roles.flatMap((by) =>
      named.flatMap((attempt) => stepsAt(by, attempt, attempts[attempt]?.halves[by].length)),
    ),
    ...roles.flatMap((by) =>
      named.map((attempt): GreetingMove => ({ move: 'cancel', by, attempt, reason: 'INVALID_SAS_CODE' })),
    ),
    { move: 'end', how: 'cancelled' },
    { move: 'end', how: 'completed' },
  ];
}

function stepsAt(by: Role, attempt: number, submitted = 0): readonly GreetingMove[] {
  const steps = [...new Set([0, submitted - 1, submitted, submitted + 1])].filter(
    (step) => step >= 0 && step <= 8,
  );
  const own = steps.map((step): GreetingMove => ({ move: 'step', by, attempt, step, half: 'own' }));
  const others = steps
    .filter((step) => step < submitted)
    .map((step): GreetingMove => ({ move: 'step', by, attempt, step, half: 'other' }));
  return [...own, ...others];
}

/**
 * A random path of `length` moves. Two thirds of the moves change the state. The invitation can end
 * only within the last five moves.
 *
 * @param random - `below` returns a random whole number from 0 to `bound` - 1
 */
export function sampledPath(
  random: { readonly below: (bound: number) => number },
  length: number,
): readonly GreetingMove[] {
  const path: GreetingMove[] = [];
  let model = newGreeting;
  while (path.length < length) {
    const isIdle = random.below(3) === 0;
    const moves = movesAt(model).filter(
      (move) => isIdle === changesNothing(model, move) && (move.move !== 'end' || path.length > length - 6),
    );
    const steps = moves.filter(({ move }) => move === 'step');
    const chosen = random.below(5) > 0 && steps.length > 0 ? steps : moves;
    const move = chosen[random.below(Math.max(1, chosen.length))];
    if (move === undefined) continue;
    path.push(move);
    model = expectedGreetingAnswers(model, move).next;
  }
  return path;
}
