import { clash } from './clash.ts';
import type { Core } from './core.ts';
import { linearize } from './linearize.ts';
import type { History, Operation } from './operation.ts';
import { shortestViolation } from './prefix.ts';
import { relevant } from './relevant.ts';
import { rivals } from './rivals.ts';
import type { SequentialModel } from './sequential-model.ts';

/** Steps that one question may cost, and all of them: where that is not enough, a call stays that may be dispensable. */
const budget = 30_000;
const allowance = 1_000_000;

/**
 * Shrinks a history that no order explains. A call is dispensable if the rest cannot be explained even when that call
 * happened at any moment of its time or not at all: so what is left contradicts itself, whatever came of the others.
 */
export function shrink<State, Request, Outcome>(
  model: SequentialModel<State, Request, Outcome>,
  history: History<Request, Outcome>,
): Core<Request, Outcome> {
  const cut = shortestViolation(model, history) ?? history;
  let spent = 0;
  /** These calls and what they need of the others, if no order explains them. */
  const contradiction = (
    calls: History<Request, Outcome>,
    most = budget,
  ): Core<Request, Outcome> | undefined => {
    const rest = cut.filter((operation) => !calls.includes(operation));
    // What nobody knows the outcome of is supposed first, like the others: that is quickly done, and mostly enough.
    for (const isLenient of [true, false]) {
      if (spent > allowance) return undefined;
      const others = relevant(model, calls, rest, isLenient);
      const { kind, tried } = linearize(model, [...calls, ...others], most);
      spent += tried;
      if (kind === 'violated') return { calls, others };
    }
    return undefined;
  };
  const contradicts = (calls: History<Request, Outcome>) => contradiction(calls) !== undefined;
  // What was done and denied tells more than who was refused: what changed nothing is dispensed with first.
  const isIdle = (operation: Operation<Request, Outcome>) => model.gives(operation).length === 0;
  const known = cut
    .filter(({ outcome, optional }) => outcome !== undefined && optional !== true)
    .sort((a, b) => Number(isIdle(a)) - Number(isIdle(b)) || b.returned - a.returned);
  const last = known.reduce((latest, one) => (one.returned > latest.returned ? one : latest));
  const isAbout = (one: Operation<Request, Outcome>) =>
    model.gives(one).some((thing) => model.needs(last).includes(thing));
  const earlier = known.filter((one) => one !== last);
  const companions = [...earlier.filter(isAbout), ...earlier.filter((one) => !isAbout(one))];
  const candidates = [...rivals(model, known), ...fewOf(companions).map((some) => [...some, last])];
  for (const calls of candidates) {
    const few = contradiction(calls, budget / 10);
    if (few === undefined) continue;
    return contradiction(fewest(few.calls, contradicts)) ?? few;
  }
  const two = clash(model, cut);
  if (two !== undefined) return contradiction(fewest(two.calls, contradicts)) ?? two;
  const idle = known.filter(isIdle);
  const effective = known.filter((one) => !isIdle(one));
  const left = fewest(idle, (some) => contradicts([...effective, ...some]));
  const calls = fewest([...effective, ...left], contradicts);
  const rest = cut.filter((operation) => !calls.includes(operation));
  return { calls, others: relevant(model, calls, rest, false) };
}

/** None of them, each of them, and each two of those that come first. */
function fewOf<T>(all: readonly T[]): readonly (readonly T[])[] {
  const first = all.slice(0, 24);
  const two = first.flatMap((one, index) => first.slice(index + 1).map((other) => [one, other]));
  return [[], ...all.map((one) => [one]), ...two];
}

/** Of these the fewest of which something still holds, as far as leaving out one part after the other finds them. */
function fewest<T>(all: readonly T[], holds: (some: readonly T[]) => boolean): readonly T[] {
  let kept = all;
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let end = kept.length; end > 0; end -= size) {
      const without = kept.filter((_, index) => index < end - size || index >= end);
      if (holds(without)) kept = without;
    }
  }
  return kept;
}
