import type { Core } from './core.ts';
import { giversOf } from './givers.ts';
import { linearize } from './linearize.ts';
import type { History, Operation } from './operation.ts';
import { relevant } from './relevant.ts';
import { rivals } from './rivals.ts';
import type { SequentialModel } from './sequential-model.ts';

/** Steps that one question may cost, and all of them. */
const budget = 2000;
const allowance = 300_000;

/** So many of those that came before are looked at. */
const few = 4;

/**
 * Two calls that contradict each other, whatever came of all others, and what they need of those: a search of the whole does
 * not come to them where too much else may have happened at once. Undefined where none were found.
 */
export function clash<State, Request, Outcome>(
  model: SequentialModel<State, Request, Outcome>,
  history: History<Request, Outcome>,
): Core<Request, Outcome> | undefined {
  const known = history.filter(({ outcome, optional }) => outcome !== undefined && optional !== true);
  let spent = 0;
  for (const calls of [...rivals(model, known), ...dependants(model, known), ...neighbours(model, known)]) {
    if (spent > allowance) return undefined;
    const rest = history.filter((one) => !calls.includes(one));
    const others = relevant(model, calls, rest, true);
    const { kind, tried } = linearize(model, [...calls, ...others], budget);
    spent += tried;
    if (kind === 'violated') return { calls, others };
  }
  return undefined;
}

/** Each with one that gave what it needs, where both may have happened at once, or just not: the shorter the time between, the earlier. */
function dependants<State, Request, Outcome>(
  model: SequentialModel<State, Request, Outcome>,
  calls: History<Request, Outcome>,
): readonly History<Request, Outcome>[] {
  const givers = giversOf(model, calls);
  const apart = (one: Operation<Request, Outcome>, other: Operation<Request, Outcome>) =>
    Math.max(one.called, other.called) - Math.min(one.returned, other.returned);
  return calls
    .flatMap((call) => {
      const those = new Set(model.needs(call).flatMap((thing) => givers.get(thing) ?? []));
      those.delete(call);
      return [...those].map((giver) => ({ pair: [giver, call], apart: apart(giver, call) }));
    })
    .sort((a, b) => a.apart - b.apart)
    .map(({ pair }) => pair);
}

/** Each with those that changed something and were answered last before it was asked. */
function neighbours<State, Request, Outcome>(
  { gives }: SequentialModel<State, Request, Outcome>,
  calls: History<Request, Outcome>,
): readonly History<Request, Outcome>[] {
  const effective = calls
    .filter((call) => gives(call).length > 0)
    .sort((one, other) => one.returned - other.returned);
  return calls.flatMap((call) =>
    effective
      .filter((one) => one !== call && one.returned < call.called)
      .slice(-few)
      .map((one) => [one, call]),
  );
}
