import { linearize } from './linearize.ts';
import type { History } from './operation.ts';
import { replayed } from './replayed.ts';
import type { SequentialModel } from './sequential-model.ts';
import type { Suspect } from './verdict.ts';

/**
 * The only one of some calls that changes something, if all that is wrong with them is who made it: they are explained once nobody asks
 * whether he might. `others`: what these calls need, as something supposed.
 */
export function suspect<State, Request, Outcome>(
  model: SequentialModel<State, Request, Outcome>,
  calls: History<Request, Outcome>,
  others: History<Request, Outcome>,
  budget: number,
): Suspect<State, Request, Outcome> | undefined {
  const [call, ...more] = calls.filter((one) => model.gives(one).length > 0);
  if (call === undefined || more.length > 0) return undefined;
  const lenient: SequentialModel<State, Request, Outcome> = {
    ...model,
    step: (state, request, outcome, isSupposed) =>
      model.step(state, request, outcome, isSupposed || request === call.request),
    isLost: (state, request, outcome) => request !== call.request && model.isLost(state, request, outcome),
  };
  const verdict = linearize(lenient, [...calls, ...others], budget);
  if (verdict.kind !== 'explained') return undefined;
  const before = verdict.order.calls.slice(0, verdict.order.calls.indexOf(call));
  const order = replayed(model, before);
  return order && { call, order };
}
