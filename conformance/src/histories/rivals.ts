import type { History, Operation } from './operation.ts';
import type { SequentialModel } from './sequential-model.ts';

/** So many calls, or fewer, are rivals if they gave the same. */
const mostRivals = 4;

/** Each two that gave the same thing, where few did: the later ones first. */
export function rivals<State, Request, Outcome>(
  { gives }: SequentialModel<State, Request, Outcome>,
  calls: History<Request, Outcome>,
): readonly History<Request, Outcome>[] {
  const givers = new Map<string, Operation<Request, Outcome>[]>();
  for (const call of calls)
    for (const thing of gives(call)) givers.set(thing, [...(givers.get(thing) ?? []), call]);
  return [...givers.values()]
    .filter((all) => all.length <= mostRivals)
    .flatMap((all) => all.flatMap((one, index) => all.slice(index + 1).map((other) => [one, other])));
}
