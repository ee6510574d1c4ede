import type { Operation } from './operation.ts';
import type { SequentialModel } from './sequential-model.ts';
import type { Order } from './verdict.ts';

/** The calls one after the other; what is supposed and cannot come now, or changes nothing, is left out too. */
export function replayed<State, Request, Outcome>(
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
