import type { History, Operation } from './operation.ts';
import { Remaining } from './remaining.ts';
import type { SequentialModel } from './sequential-model.ts';
import type { Order, Verdict } from './verdict.ts';

/** How many calls are looked at that must still come. */
const foresight = 50;

/** A place in the search: what is to be tried from there, and how many calls were taken when it was come to. */
interface Place<State> {
  readonly state: State;
  readonly untried: number[];
  readonly taken: number;
}

/** A search for an order that explains a history: what it has taken, where it has been, and how far it came. */
export class Search<State, Request, Outcome> {
  readonly #model: SequentialModel<State, Request, Outcome>;
  readonly #remaining: Remaining<Request, Outcome>;
  readonly #taken: number[] = [];
  readonly #places: Place<State>[] = [];
  readonly #seen = new Set<string>();
  #tried = 0;
  #farthest = -1;
  #longest: Order<State, Request, Outcome>;
  #stuck: readonly Operation<Request, Outcome>[] = [];

  constructor(model: SequentialModel<State, Request, Outcome>, history: History<Request, Outcome>) {
    this.#model = model;
    this.#remaining = new Remaining(history);
    this.#longest = { calls: [], state: model.initial };
  }

  /** Searches until an order is found, all are tried, or so many steps were. */
  run(budget: number): Verdict<State, Request, Outcome> {
    const taken = this.#taken;
    let isDone = this.#arrive(this.#model.initial, 0);
    while (!isDone) {
      const place = this.#places.at(-1);
      const tried = this.#tried;
      if (place === undefined) return { kind: 'violated', longest: this.#longest, stuck: this.#stuck, tried };
      if (tried > budget) return { kind: 'undecided', tried };
      const index = place.untried.pop();
      if (index === undefined) {
        while (taken.length > place.taken) this.#remaining.putBack(taken.pop() ?? 0);
        this.#places.pop();
        continue;
      }
      const next = this.#after(index, place.state);
      if (next === undefined || (next === place.state && !this.#isToggle(index))) continue;
      const before = taken.length;
      this.#take(index);
      isDone = this.#arrive(next, before);
    }
    return { kind: 'explained', order: this.#longest, tried: this.#tried };
  }

  /** Comes to a state, and finds what to try from there; nothing if it was there before or there is no hope. Tells if all is explained. */
  #arrive(state: State, taken: number): boolean {
    this.#takeIdle(state);
    const next = this.#remaining.next();
    this.#remember(state, next);
    if (this.#remaining.open === 0) return true;
    const key = `${this.#remaining.key()} ${this.#model.key(state)}`;
    const isDeadEnd = this.#seen.has(key) || this.#isHopeless(state);
    this.#seen.add(key);
    this.#places.push({ state, untried: isDeadEnd ? [] : [...next].reverse(), taken });
    return false;
  }

  /** Whether it is left for later although it changes nothing now: then its place matters. */
  #isToggle(index: number): boolean {
    const operation = this.#remaining.operations[index];
    const isKnown = !this.#remaining.isOptional(index);
    return isKnown && operation !== undefined && this.#model.isToggle(operation.request);
  }

  /** A call that changes nothing is taken at once where its answer is right: no other one is harmed by that. */
  #takeIdle(state: State): void {
    const isIdle = (index: number) =>
      !this.#remaining.isOptional(index) && !this.#isToggle(index) && this.#after(index, state) === state;
    for (let more = true; more; ) {
      const idle = this.#remaining.next().filter(isIdle);
      for (const index of idle) this.#take(index, true);
      more = idle.length > 0;
    }
  }

  /** What explains as much and more of the rest leaves fewer reasons why the next cannot come. */
  #remember(state: State, next: readonly number[]): void {
    const { explained, operations } = this.#remaining;
    const distance = explained * operations.length + this.#taken.length;
    if (distance <= this.#farthest) return;
    const those = (indices: readonly number[]) => indices.flatMap((index) => operations[index] ?? []);
    this.#farthest = distance;
    this.#longest = { calls: those(this.#taken), state };
    this.#stuck = those(next.filter((index) => !this.#remaining.isOptional(index)));
  }

  /** Whether one that must still come, now or soon, cannot come any more. */
  #isHopeless(state: State): boolean {
    return this.#remaining.ahead(foresight).some((index) => {
      const operation = this.#remaining.operations[index];
      if (operation?.outcome === undefined) return false;
      return this.#model.isLost(state, operation.request, operation.outcome);
    });
  }

  #after(index: number, state: State): State | undefined {
    const operation = this.#remaining.operations[index];
    if (operation === undefined) return undefined;
    this.#tried += 1;
    const { request, outcome, optional = false } = operation;
    return this.#model.step(state, request, outcome, optional);
  }

  #take(index: number, isIdle = false): void {
    this.#remaining.take(index, isIdle);
    this.#taken.push(index);
  }
}
