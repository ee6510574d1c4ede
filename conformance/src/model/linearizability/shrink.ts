import type { History, Operation, SequentialModel } from './history.ts';
import { linearize } from './linearize.ts';

/** Calls that no order explains, whatever effect the other calls of the history had. */
export interface Core<Request, Outcome> {
  readonly calls: History<Request, Outcome>;
  /** The other calls that `calls` depend on. Each took effect within its interval, or never. */
  readonly others: History<Request, Outcome>;
}

// Maximum numbers of search steps: for one set of calls, for one candidate, for one prefix, for
// shrinking as a whole, and for all candidates.
const SET_BUDGET = 30_000;
const CANDIDATE_BUDGET = 3_000;
const PREFIX_BUDGET = 20_000;
const SHRINK_BUDGET = 1_000_000;
const CANDIDATES_BUDGET = 300_000;

/**
 * Shrinks a history that no order explains to a few calls that contradict each other. The result is
 * locally minimal: no further call can be removed.
 */
export function shrink<State, Request, Outcome>(
  model: SequentialModel<State, Request, Outcome>,
  history: History<Request, Outcome>,
): Core<Request, Outcome> {
  const prefix = shortestViolatedPrefix(model, history) ?? history;
  const allowance = { steps: SHRINK_BUDGET };
  const coreOf = (calls: History<Request, Outcome>) =>
    contradiction(model, prefix, calls, SET_BUDGET, allowance);
  const isWrite = (call: Operation<Request, Outcome>) => model.changes(call).length > 0;
  const isCore = (calls: History<Request, Outcome>) => coreOf(calls) !== undefined;
  const end = Math.max(...prefix.filter(isAnswered).map(({ returned }) => returned));
  const small = contradictingCalls(model, prefix, end);
  if (small !== undefined) return coreOf(fewest(small.calls, isCore)) ?? small;
  // Calls that change nothing come last, so that `fewest` removes them first. Two contradicting
  // writes are clearer than a write and a refusal.
  const answeredCalls = prefix.filter(isAnswered);
  const calls = fewest(
    [...answeredCalls.filter(isWrite), ...answeredCalls.filter((call) => !isWrite(call))],
    isCore,
  );
  return {
    calls,
    others: dependencies(
      model,
      calls,
      prefix.filter((one) => !calls.includes(one)),
      false,
    ),
  };
}

/**
 * Finds a few calls that contradict each other. It does not search the whole history, which can
 * take too long if many calls overlap.
 *
 * @param end - the end of the shortest violated prefix; calls that return there are tried first
 * @returns undefined if it finds none, which does not mean that some order explains the history
 */
export function contradictingCalls<State, Request, Outcome>(
  model: SequentialModel<State, Request, Outcome>,
  history: History<Request, Outcome>,
  end?: number,
): Core<Request, Outcome> | undefined {
  const allowance = { steps: end === undefined ? CANDIDATES_BUDGET : SHRINK_BUDGET };
  for (const calls of candidates(model, history.filter(isAnswered), end)) {
    const core = contradiction(model, history, calls, CANDIDATE_BUDGET, allowance);
    if (core !== undefined) return core;
    if (allowance.steps < 0) return undefined;
  }
  return undefined;
}

/** Small sets of calls that may contradict each other, likely ones first. */
function* candidates<State, Request, Outcome>(
  { changes, dependsOn }: SequentialModel<State, Request, Outcome>,
  calls: History<Request, Outcome>,
  end?: number,
): Generator<History<Request, Outcome>> {
  const writers = new Map<string, Operation<Request, Outcome>[]>();
  for (const call of calls)
    for (const name of changes(call)) writers.set(name, [...(writers.get(name) ?? []), call]);
  const writersFor = (call: Operation<Request, Outcome>) =>
    [...new Set(dependsOn(call).flatMap((name) => writers.get(name) ?? []))].filter(
      (writer) => writer !== call,
    );
  const groupOf = (call: Operation<Request, Outcome>) => {
    const group = [...writersFor(call), call];
    return group.length > 2 && group.length <= 9 ? [group] : [];
  };
  const latestFirst = [...calls].sort((a, b) => b.returned - a.returned);
  const writes = latestFirst.filter((call) => changes(call).length > 0);
  const last = calls.filter(({ returned }) => returned === end);
  for (const call of last) yield [call];
  for (const group of writers.values()) if (group.length <= 4) yield* pairsOf(group);
  for (const call of last) {
    for (const writer of writersFor(call)) yield [writer, call];
    yield* groupOf(call);
  }
  for (const call of last) {
    const others = [...new Set([...writersFor(call), ...writes, ...latestFirst])].filter(
      (one) => one !== call,
    );
    for (const other of others) yield [other, call];
    for (const pair of pairsOf(others.slice(0, 24))) yield [...pair, call];
  }
  const gap = ([one, other]: readonly [Operation<Request, Outcome>, Operation<Request, Outcome>]) =>
    Math.max(one.called, other.called) - Math.min(one.returned, other.returned);
  yield* calls
    .flatMap((call) => writersFor(call).map((writer) => [writer, call] as const))
    .sort((a, b) => gap(a) - gap(b));
  for (const call of calls) yield* groupOf(call);
}

const pairsOf = <T>(all: readonly T[]): readonly (readonly [T, T])[] =>
  all.flatMap((one, index) => all.slice(index + 1).map((other) => [one, other] as const));

/**
 * The calls with their dependencies, if no order explains them; else undefined. Subtracts the
 * search steps from `allowance`.
 */
function contradiction<State, Request, Outcome>(
  model: SequentialModel<State, Request, Outcome>,
  history: History<Request, Outcome>,
  calls: History<Request, Outcome>,
  budget: number,
  allowance: { steps: number },
): Core<Request, Outcome> | undefined {
  const rest = history.filter((one) => !calls.includes(one));
  // The lenient search first, because it is shorter and usually sufficient. If every call has an
  // outcome, both are equal.
  for (const isLenient of rest.some(({ outcome }) => outcome === undefined) ? [true, false] : [true]) {
    if (allowance.steps < 0) return undefined;
    const others = dependencies(model, calls, rest, isLenient);
    const { kind, tried } = linearize(model, [...calls, ...others], budget);
    allowance.steps -= tried;
    if (kind === 'violated') return { calls, others };
  }
  return undefined;
}

/**
 * The calls among `rest` that `calls` depend on, directly or indirectly, made optional. A call
 * without an outcome is made optional only if `isLenient`: an order may leave it out anyway, but
 * then the rights of its author are not checked either.
 */
function dependencies<State, Request, Outcome>(
  { changes, dependsOn }: SequentialModel<State, Request, Outcome>,
  calls: History<Request, Outcome>,
  rest: History<Request, Outcome>,
  isLenient: boolean,
): History<Request, Outcome> {
  const needs = new Set(calls.flatMap(dependsOn));
  const providers = new Set<Operation<Request, Outcome>>();
  const others = rest.map((one) =>
    one.outcome === undefined && !isLenient ? one : { ...one, optional: true },
  );
  for (let isNew = true; isNew; ) {
    const added = others.filter((one) => !providers.has(one) && changes(one).some((name) => needs.has(name)));
    for (const one of added) {
      providers.add(one);
      for (const name of dependsOn(one)) needs.add(name);
    }
    isNew = added.length > 0;
  }
  return others.filter((one) => providers.has(one));
}

/**
 * The shortest prefix of a history that no order explains. Calls that return after its end lose
 * their outcome.
 *
 * @returns undefined if the searches are undecided
 */
export function shortestViolatedPrefix<State, Request, Outcome>(
  model: SequentialModel<State, Request, Outcome>,
  history: History<Request, Outcome>,
): History<Request, Outcome> | undefined {
  const ends = history
    .map(({ returned }) => returned)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const prefix = (index: number) => {
    const end = ends[index] ?? 0;
    return history
      .filter(({ called }) => called <= end)
      .map((call) => {
        if (call.returned <= end) return call;
        const { outcome: _, ...pending } = call;
        return { ...pending, returned: Number.POSITIVE_INFINITY };
      });
  };
  const isViolated = (index: number) => linearize(model, prefix(index), PREFIX_BUDGET).kind === 'violated';
  let low = 0;
  // Short prefixes first, because the search of a long one may be undecided.
  for (const part of [16, 8, 4, 2, 1]) {
    let high = Math.ceil(ends.length / part) - 1;
    if (!isViolated(high)) {
      low = high + 1;
      continue;
    }
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (isViolated(middle)) high = middle;
      else low = middle + 1;
    }
    return prefix(high);
  }
  return undefined;
}

/** Removes ever smaller blocks of elements as long as `holds` stays true. */
function fewest<T>(all: readonly T[], holds: (some: readonly T[]) => boolean): readonly T[] {
  let subset = all;
  for (let size = Math.ceil(subset.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let end = subset.length; end > 0; end -= size) {
      const without = subset.filter((_, index) => index < end - size || index >= end);
      if (holds(without)) subset = without;
    }
  }
  return subset;
}

const isAnswered = ({ outcome, optional }: Operation<unknown, unknown>): boolean =>
  outcome !== undefined && optional !== true;
