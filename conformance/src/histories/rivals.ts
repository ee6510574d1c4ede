import { giversOf } from './givers.ts';
import type { History } from './operation.ts';
import type { SequentialModel } from './sequential-model.ts';

/** So many calls, or fewer, are rivals if they gave the same. */
const mostRivals = 4;

/** Each two that gave the same thing, where few did: the later ones first. */
export function rivals<State, Request, Outcome>(
  model: SequentialModel<State, Request, Outcome>,
  calls: History<Request, Outcome>,
): readonly History<Request, Outcome>[] {
  return [...giversOf(model, calls).values()]
    .filter((all) => all.length <= mostRivals)
    .flatMap((all) => all.flatMap((one, index) => all.slice(index + 1).map((other) => [one, other])));
}
