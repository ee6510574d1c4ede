import type { History, Operation } from './operation.ts';
import type { SequentialModel } from './sequential-model.ts';

/** Which of some calls gave a thing, by thing. */
export function giversOf<State, Request, Outcome>(
  { gives }: SequentialModel<State, Request, Outcome>,
  calls: History<Request, Outcome>,
): ReadonlyMap<string, History<Request, Outcome>> {
  const givers = new Map<string, Operation<Request, Outcome>[]>();
  for (const call of calls)
    for (const thing of gives(call)) givers.set(thing, [...(givers.get(thing) ?? []), call]);
  return givers;
}
