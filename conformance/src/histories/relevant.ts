import type { History, Operation } from './operation.ts';
import type { SequentialModel } from './sequential-model.ts';

/**
 * Of the others those that gave what these calls need, or what those need in turn, as something supposed: each happened in its time, or
 * never. `isLenient`: so too what nobody knows the outcome of, whoever asked.
 */
export function relevant<State, Request, Outcome>(
  { gives, needs }: SequentialModel<State, Request, Outcome>,
  calls: History<Request, Outcome>,
  others: History<Request, Outcome>,
  isLenient: boolean,
): History<Request, Outcome> {
  const wanted = new Set(calls.flatMap(needs));
  const supposed = others.map((one) =>
    one.outcome === undefined && !isLenient ? one : { ...one, optional: true },
  );
  const found = new Set<Operation<Request, Outcome>>();
  for (let more = true; more; ) {
    const gained = supposed.filter(
      (operation) => !found.has(operation) && gives(operation).some((thing) => wanted.has(thing)),
    );
    for (const operation of gained) {
      found.add(operation);
      for (const thing of needs(operation)) wanted.add(thing);
    }
    more = gained.length > 0;
  }
  return supposed.filter((operation) => found.has(operation));
}
