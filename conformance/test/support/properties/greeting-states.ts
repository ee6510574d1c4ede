import {
  expectedGreetingAnswers,
  type GreetingModel,
  type GreetingMove,
  newGreeting,
} from '../../../src/model/greeting-model.ts';
import { changesNothing, movesAt } from '../../../src/model/greeting-paths.ts';

/** Consecutive moves of one greeting. */
export type Path = readonly GreetingMove[];

/**
 * Paths that together make every move in every state of a greeting. States reach to the end of the
 * first attempt, and to the first steps of a second one after each way to cancel the first.
 *
 * @returns paths that each lead to a state, make the moves that leave it unchanged, and then one
 * that changes it
 */
export function pathsThroughAllStates(): readonly Path[] {
  const seen = new Set([keyOf(newGreeting)]);
  const queue: { readonly model: GreetingModel; readonly path: Path }[] = [{ model: newGreeting, path: [] }];
  const paths: Path[] = [];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    const { model, path } = at;
    const moves = movesAt(model);
    const idle = moves.filter((move) => changesNothing(model, move));
    const changing = moves.filter((move) => !changesNothing(model, move));
    for (const [index, move] of changing.entries()) {
      const { next } = expectedGreetingAnswers(model, move);
      // An ended invitation refuses every move, so no path continues from it.
      const rest = next.ended === null ? [] : movesAt(next);
      paths.push([...path, ...(index === 0 ? idle : []), move, ...rest]);
      if (next.ended !== null || isUnexplored(next) || seen.has(keyOf(next))) continue;
      seen.add(keyOf(next));
      queue.push({ model: next, path: [...path, move] });
    }
  }
  return paths;
}

/**
 * Whether a state is left out: a third attempt, or a later step of a second one, adds nothing new.
 */
const isUnexplored = ({ attempts }: GreetingModel): boolean =>
  attempts.length > 2 || (attempts.length === 2 && (attempts[1]?.halves.greeter.length ?? 0) > 2);

/**
 * A key that is equal for equivalent states. It omits the halves of a cancelled attempt, because no
 * move reads them again.
 */
const keyOf = ({ ended, attempts }: GreetingModel): string =>
  JSON.stringify([
    ended,
    attempts.map(({ joined, halves, cancelled }) => [joined, cancelled, cancelled === null ? halves : null]),
  ]);
