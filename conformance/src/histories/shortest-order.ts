import type { Operation } from './operation.ts';
import type { SequentialModel } from './sequential-model.ts';
import type { Order } from './verdict.ts';

/**
 * The same order without what was only supposed and is not missed: the others come to the same, and for what is stuck
 * the same would be right.
 */
export function shortestOrder<State, Request, Outcome>(
  model: SequentialModel<State, Request, Outcome>,
  { calls, state }: Order<State, Request, Outcome>,
  stuck: readonly Operation<Request, Outcome>[],
): Order<State, Request, Outcome> {
  const rightIn = (where: State) =>
    stuck.map(({ request, outcome }) => model.tell.right(where, request, outcome)).join('\n');
  const right = rightIn(state);
  let order = { calls, state };
  const isSupposed = ({ outcome, optional }: Operation<Request, Outcome>) =>
    optional === true || outcome === undefined;
  for (const one of [...calls].reverse().filter(isSupposed)) {
    const without = replayed(
      model,
      order.calls.filter((call) => call !== one),
    );
    if (without !== undefined && rightIn(without.state) === right) order = without;
  }
  return order;
}

/** The calls one after the other; what is supposed and cannot come now, or changes nothing, is left out too. */
function replayed<State, Request, Outcome>(
  model: SequentialModel<State, Request, Outcome>,
  calls: readonly Operation<Request, Outcome>[],
): Order<State, Request, Outcome> | undefined {
  let state = model.initial;
  const kept: Operation<Request, Outcome>[] = [];
  for (const call of calls) {
    const { request, outcome, optional = false } = call;
    const next = model.step(state, request, outcome, optional);
    const isSupposed = optional || outcome === undefined;
    if (isSupposed && (next === undefined || next === state)) continue;
    if (next === undefined) return undefined;
    kept.push(call);
    state = next;
  }
  return { calls: kept, state };
}
