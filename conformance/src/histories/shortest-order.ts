import type { Operation } from './operation.ts';
import { replayed } from './replayed.ts';
import type { SequentialModel } from './sequential-model.ts';
import type { Order } from './verdict.ts';

/**
 * The same order without what was only supposed and is not missed: the others come to the same, and for what is stuck
 * the same would be right, or it cannot come because of something else.
 */
export function shortestOrder<State, Request, Outcome>(
  model: SequentialModel<State, Request, Outcome>,
  { calls, state }: Order<State, Request, Outcome>,
  stuck: readonly Operation<Request, Outcome>[],
): Order<State, Request, Outcome> {
  const rightIn = (where: State) =>
    stuck.map(({ request, outcome }) => model.tell.right(where, request, outcome)).join('\n');
  const needed = new Set(stuck.flatMap(model.needs));
  const isStuck = (where: State) =>
    stuck.every(
      ({ request, outcome, optional = false }) => model.step(where, request, outcome, optional) === undefined,
    );
  const isNeedless = (one: Operation<Request, Outcome>) =>
    model.takes(one.request) && !model.gives(one).some((thing) => needed.has(thing));
  let order = { calls, state };
  const isSupposed = ({ outcome, optional }: Operation<Request, Outcome>) =>
    optional === true || outcome === undefined;
  for (const one of [...calls].reverse().filter(isSupposed)) {
    const without = replayed(
      model,
      order.calls.filter((call) => call !== one),
    );
    if (without === undefined) continue;
    const isSame = rightIn(without.state) === rightIn(order.state);
    if (isSame || (isNeedless(one) && isStuck(without.state))) order = without;
  }
  return order;
}
