import { type Explanation, explain } from './explain.ts';
import { type Finding, findingOn } from './finding-on.ts';
import type { History, Operation } from './operation.ts';
import type { SequentialModel } from './sequential-model.ts';

/** So many times one is looked for in a history, and another one only if the ones before were found within so many ms. */
const most = 3;
const quickly = 3000;

/**
 * What contradicts itself in a history that no order explains. Calls that change nothing are left out of account once they
 * were told of, all that are alike, and the rest is judged by itself: what is wrong with them does not hide what else is. A
 * contradiction of calls that change something is the last: what follows from it is no finding of its own, nor is what else
 * shows that a call should not have changed what it did.
 */
export function contradictions<State, Request, Outcome>(
  model: SequentialModel<State, Request, Outcome>,
  history: History<Request, Outcome>,
  first: Finding<Request, Outcome>,
): readonly Explanation<Request, Outcome>[] {
  const isIdle = (call: Operation<Request, Outcome>) => model.gives(call).length === 0;
  const kindOf = (call: Operation<Request, Outcome>) => model.tell.contradiction([call]);
  const found: Explanation<Request, Outcome>[] = [];
  /** Calls that changed something and were told of, by their place. */
  const blamed = new Set<number>();
  const began = performance.now();
  let rest = history;
  let finding = first;
  for (let round = 0; finding.kind === 'violated' && round < most; round++) {
    const explanation = explain(model, finding.shown, rest);
    // Beside one that is clear it would only name what happens to be there.
    if (explanation.isVague && found.length > 0) break;
    const { calls } = explanation;
    if (!calls.some(({ called }) => blamed.has(called))) found.push(explanation);
    for (const call of calls) if (!isIdle(call)) blamed.add(call.called);
    const idle = new Set(calls.filter(isIdle).map(kindOf));
    rest = rest.filter((call) => call.outcome === undefined || !idle.has(kindOf(call)));
    const isLate = performance.now() - began > quickly;
    if (idle.size === 0 || isLate) break;
    finding = findingOn(model, rest);
  }
  return found;
}
