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

/** So many calls, or fewer, that gave what another needs are looked at together. */
const mostGivers = 8;

/** So many of those that came before are looked at. */
const few = 4;

/**
 * Two calls that contradict each other, or one and those that it comes from, whatever came of all others, and what they need of those: a
 * search of the whole does not come to them where too much else may have happened at once. Undefined where none were found.
 */
export function clash<State, Request, Outcome>(
  model: SequentialModel<State, Request, Outcome>,
  history: History<Request, Outcome>,
): Core<Request, Outcome> | undefined {
  const known = history.filter(({ outcome, optional }) => outcome !== undefined && optional !== true);
  let spent = 0;
  const candidates = [rivals, dependants, groups, neighbours].flatMap((some) => some(model, known));
  for (const calls of candidates) {
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
  const giversTo = giversFor(model, calls);
  const apart = (one: Operation<Request, Outcome>, other: Operation<Request, Outcome>) =>
    Math.max(one.called, other.called) - Math.min(one.returned, other.returned);
  return calls
    .flatMap((call) => giversTo(call).map((giver) => ({ pair: [giver, call], apart: apart(giver, call) })))
    .sort((a, b) => a.apart - b.apart)
    .map(({ pair }) => pair);
}

/** Each with all that gave what it needs, where those are few: an event that comes after so many others contradicts all of these together. */
function groups<State, Request, Outcome>(
  model: SequentialModel<State, Request, Outcome>,
  calls: History<Request, Outcome>,
): readonly History<Request, Outcome>[] {
  const giversTo = giversFor(model, calls);
  return calls
    .map((call) => [...giversTo(call), call])
    .filter(({ length }) => length > 2 && length <= mostGivers + 1);
}

/** Which others of these calls gave what one of them needs. */
function giversFor<State, Request, Outcome>(
  model: SequentialModel<State, Request, Outcome>,
  calls: History<Request, Outcome>,
): (call: Operation<Request, Outcome>) => History<Request, Outcome> {
  const givers = giversOf(model, calls);
  return (call) => {
    const those = new Set(model.needs(call).flatMap((thing) => givers.get(thing) ?? []));
    those.delete(call);
    return [...those];
  };
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
