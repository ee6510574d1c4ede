import { type GreetingMove, judgeGreeting, newGreeting } from './greeting-model.ts';
import { changesNothing, movesAt } from './greeting-paths.ts';

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
    model = judgeGreeting(model, move).next;
  }
  return path;
}
