import type { History, Operation } from './operation.ts';
import { Remaining } from './remaining.ts';
import type { SequentialModel } from './sequential-model.ts';

/** Calls in the order in which they can have happened, one at a time, and the state that they lead to. */
export interface Order<State, Request, Outcome> {
  readonly calls: readonly Operation<Request, Outcome>[];
  readonly state: State;
}

/** Whether one order explains all answers of a history. */
export type Verdict<State, Request, Outcome> =
  | { readonly kind: 'explained'; readonly order: Order<State, Request, Outcome>; readonly tried: number }
  /** `longest`: an order that goes as far as any; none of `stuck`, which could come next, can. */
  | {
      readonly kind: 'violated';
      readonly longest: Order<State, Request, Outcome>;
      readonly stuck: readonly Operation<Request, Outcome>[];
      readonly tried: number;
    }
  | { readonly kind: 'undecided'; readonly tried: number };

/** How many steps are tried before the search gives up. */
const defaultBudget = 2_000_000;

/** A place in the search: how it was come to, and what is to be tried from there. */
interface Place<State> {
  readonly state: State;
  readonly untried: number[];
  /** How many operations were taken when it was come to: those beyond were taken from here. */
  readonly taken: number;
}

/**
 * Looks for an order of the calls, each between its call and its answer, that gives every answer: Wing and Gong's search
 * with Lowe's memory of where it has been. A call that changes nothing is taken at once where its answer is right: none
 * is ever harmed by that. No library of npm that is kept does this.
 */
export function linearize<State, Request, Outcome>(
  model: SequentialModel<State, Request, Outcome>,
  history: History<Request, Outcome>,
  budget = defaultBudget,
): Verdict<State, Request, Outcome> {
  const remaining = new Remaining(history);
  const { operations } = remaining;
  const taken: number[] = [];
  const seen = new Set<string>();
  const places: Place<State>[] = [];
  let tried = 0;
  let longest: Order<State, Request, Outcome> = { calls: [], state: model.initial };
  let stuck: readonly Operation<Request, Outcome>[] = [];
  let farthest = -1;

  const after = (index: number, state: State): State | undefined => {
    const operation = operations[index];
    tried += 1;
    return operation === undefined
      ? undefined
      : model.step(state, operation.request, operation.outcome, operation.optional === true);
  };
  const take = (index: number) => {
    remaining.take(index);
    taken.push(index);
  };
  const undoTo = (length: number) => {
    while (taken.length > length) remaining.putBack(taken.pop() ?? 0);
  };
  /** Takes what changes nothing and is right now, as long as there is any. */
  const takeIdle = (state: State) => {
    for (let more = true; more; ) {
      const idle = remaining
        .next()
        .filter((index) => !remaining.isOptional(index) && after(index, state) === state);
      for (const index of idle) take(index);
      more = idle.length > 0;
    }
  };
  const isHopeless = (state: State, next: readonly number[]) =>
    next.some((index) => {
      const operation = operations[index];
      if (operation === undefined || remaining.isOptional(index) || operation.outcome === undefined)
        return false;
      return model.isLost(state, operation.request, operation.outcome);
    });
  /** Comes to a state, unless it was there before or there is no hope. */
  const arrive = (state: State, before: number): boolean => {
    takeIdle(state);
    const next = remaining.next();
    // What explains as much and more of the rest leaves fewer reasons why the next cannot come.
    const distance = remaining.explained * operations.length + taken.length;
    if (distance > farthest) {
      farthest = distance;
      longest = { calls: taken.flatMap((index) => operations[index] ?? []), state };
      stuck = next
        .filter((index) => !remaining.isOptional(index))
        .flatMap((index) => operations[index] ?? []);
    }
    if (remaining.open === 0) return true;
    const key = `${remaining.key()} ${model.key(state)}`;
    const isNew = !seen.has(key);
    seen.add(key);
    places.push({
      state,
      untried: isNew && !isHopeless(state, next) ? [...next].reverse() : [],
      taken: before,
    });
    return false;
  };

  let done = arrive(model.initial, 0);
  while (!done) {
    const place = places.at(-1);
    if (place === undefined) return { kind: 'violated', longest, stuck, tried };
    if (tried > budget) return { kind: 'undecided', tried };
    const index = place.untried.pop();
    if (index === undefined) {
      undoTo(place.taken);
      places.pop();
      continue;
    }
    const next = after(index, place.state);
    if (next === undefined || next === place.state) continue;
    const before = taken.length;
    take(index);
    done = arrive(next, before);
  }
  return { kind: 'explained', order: longest, tried };
}
