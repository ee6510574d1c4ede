import type { History, Operation, SequentialModel } from './history.ts';

/** Whether one order explains all outcomes of a history. `tried`: steps of the search. */
export type Verdict<State, Request, Outcome> =
  | { readonly kind: 'explained' | 'undecided'; readonly tried: number }
  | {
      readonly kind: 'violated';
      readonly tried: number;
      /** An order that explains as many calls as any other. */
      readonly longest: History<Request, Outcome>;
      /** The state after it. */
      readonly state: State;
      /** The calls that could come next in that order, and whose outcome is wrong there. */
      readonly stuck: History<Request, Outcome>;
    };

/** Steps after which the search gives up. */
const DEFAULT_BUDGET = 100_000;

/** Number of pending calls that are tested for an outcome that cannot come any more. */
const LOOKAHEAD = 50;

/**
 * Searches for an order of the calls, each within its interval, that explains every outcome: the
 * algorithm of Wing and Gong with Lowe's memory of visited configurations. No npm package
 * implements it.
 */
export const linearize = <State, Request, Outcome>(
  model: SequentialModel<State, Request, Outcome>,
  history: History<Request, Outcome>,
  budget = DEFAULT_BUDGET,
): Verdict<State, Request, Outcome> => new Search(model, history).run(budget);

/**
 * A configuration of the search: its state, the calls to try from it, and the number of calls
 * placed before it.
 */
interface Branch<State> {
  readonly state: State;
  readonly untried: number[];
  readonly placed: number;
}

class Search<State, Request, Outcome> {
  readonly #model: SequentialModel<State, Request, Outcome>;
  readonly #pending: PendingCalls<Request, Outcome>;
  readonly #order: number[] = [];
  readonly #branches: Branch<State>[] = [];
  readonly #visited = new Set<string>();
  #tried = 0;
  #bestScore = -1;
  #longest: { readonly longest: History<Request, Outcome>; readonly state: State };
  #stuck: History<Request, Outcome> = [];

  constructor(model: SequentialModel<State, Request, Outcome>, history: History<Request, Outcome>) {
    this.#model = model;
    this.#pending = new PendingCalls(history);
    this.#longest = { longest: [], state: model.initial };
  }

  run(budget: number): Verdict<State, Request, Outcome> {
    const order = this.#order;
    let isDone = this.#enter(this.#model.initial, 0);
    while (!isDone) {
      const branch = this.#branches.at(-1);
      const tried = this.#tried;
      if (branch === undefined) return { kind: 'violated', tried, ...this.#longest, stuck: this.#stuck };
      if (tried > budget) return { kind: 'undecided', tried };
      const index = branch.untried.pop();
      if (index === undefined) {
        while (order.length > branch.placed) this.#pending.putBack(order.pop() ?? 0);
        this.#branches.pop();
        continue;
      }
      const next = this.#step(index, branch.state);
      if (next === undefined || (next === branch.state && !this.#isToggle(index))) continue;
      const placed = order.length;
      this.#place(index);
      isDone = this.#enter(next, placed);
    }
    return { kind: 'explained', tried: this.#tried };
  }

  /**
   * Opens a branch for a configuration, without calls to try if it is a dead end. Returns whether
   * all calls are explained.
   */
  #enter(state: State, placed: number): boolean {
    this.#placeIdle(state);
    const next = this.#pending.next();
    this.#rememberLongest(state, next);
    if (this.#pending.open === 0) return true;
    const key = `${this.#pending.key()} ${this.#model.key(state)}`;
    const isDeadEnd = this.#visited.has(key) || this.#isLost(state);
    this.#visited.add(key);
    this.#branches.push({ state, untried: isDeadEnd ? [] : [...next].reverse(), placed });
    return false;
  }

  #isToggle(index: number): boolean {
    const { operations } = this.#pending;
    const operation = operations[index];
    return operation !== undefined && !isSkippable(operation) && this.#model.isToggle(operation.request);
  }

  /**
   * Places every call that changes nothing and whose outcome is right: no order is lost by that.
   */
  #placeIdle(state: State): void {
    const isIdle = (index: number) =>
      !this.#pending.isSkippable(index) && !this.#isToggle(index) && this.#step(index, state) === state;
    for (let isNew = true; isNew; ) {
      const idle = this.#pending.next().filter(isIdle);
      for (const index of idle) this.#place(index, true);
      isNew = idle.length > 0;
    }
  }

  /**
   * Of orders that explain the same number of calls, the one with more skippable calls leaves fewer
   * reasons for the rest.
   */
  #rememberLongest(state: State, next: readonly number[]): void {
    const { explained, operations } = this.#pending;
    const score = explained * operations.length + this.#order.length;
    if (score <= this.#bestScore) return;
    const operationsAt = (indices: readonly number[]) => indices.flatMap((index) => operations[index] ?? []);
    this.#bestScore = score;
    this.#longest = { longest: operationsAt(this.#order), state };
    this.#stuck = operationsAt(next).filter((operation) => !isSkippable(operation));
  }

  #isLost(state: State): boolean {
    return this.#pending
      .ahead(LOOKAHEAD)
      .some(({ request, outcome }) => outcome !== undefined && this.#model.isLost(state, request, outcome));
  }

  #step(index: number, state: State): State | undefined {
    const operation = this.#pending.operations[index];
    if (operation === undefined) return undefined;
    this.#tried += 1;
    const { request, outcome, optional = false } = operation;
    return this.#model.step(state, request, outcome, optional);
  }

  #place(index: number, isIdle = false): void {
    this.#pending.take(index, isIdle);
    this.#order.push(index);
  }
}

/** The calls of a history that the current order does not contain yet. */
class PendingCalls<Request, Outcome> {
  /** Sorted by `called`. */
  readonly operations: History<Request, Outcome>;
  /** Numbers of calls that must still be explained, and that are explained. */
  open = 0;
  explained = 0;
  readonly #taken: Uint8Array;
  /** Whether some skippable call has an end: otherwise `#since` stays 0. */
  readonly #hasBounds: boolean;
  /** For each call taken, the latest `called` of those taken so far that changed something. */
  readonly #since: number[] = [];
  /** All calls before this index are taken. */
  #first = 0;

  constructor(history: History<Request, Outcome>) {
    this.operations = [...history].sort((a, b) => a.called - b.called);
    this.#taken = new Uint8Array(this.operations.length);
    this.open = this.operations.filter((operation) => !isSkippable(operation)).length;
    this.#hasBounds = this.operations.some((one) => isSkippable(one) && Number.isFinite(one.returned));
  }

  isSkippable(index: number): boolean {
    const operation = this.operations[index];
    return operation === undefined || isSkippable(operation);
  }

  /**
   * The calls that can come next: none that returned after another pending one was called. Earliest
   * return first.
   */
  next(): readonly number[] {
    const open: number[] = [];
    const since = this.#since.at(-1) ?? 0;
    let earliest = Number.POSITIVE_INFINITY;
    for (let index = this.#first; index < this.operations.length; index += 1) {
      if (this.#taken[index] === 1) continue;
      const operation = this.operations[index];
      if (operation === undefined || operation.called > earliest) break;
      // A skippable call cannot come after its interval.
      if (operation.returned < since) continue;
      open.push(index);
      if (!isSkippable(operation)) earliest = Math.min(earliest, operation.returned);
    }
    const due = (index: number) =>
      this.isSkippable(index) ? Number.POSITIVE_INFINITY : (this.operations[index]?.returned ?? 0);
    return open.sort((a, b) => due(a) - due(b) || a - b);
  }

  /** The first pending calls that must be explained. */
  ahead(count: number): History<Request, Outcome> {
    const found: Operation<Request, Outcome>[] = [];
    for (let index = this.#first; index < this.operations.length && found.length < count; index += 1) {
      const operation = this.operations[index];
      if (operation !== undefined && this.#taken[index] !== 1 && !isSkippable(operation))
        found.push(operation);
    }
    return found;
  }

  /**
   * `isIdle`: the call changes nothing and may be placed early, so it does not end the intervals of
   * others.
   */
  take(index: number, isIdle: boolean): void {
    const since = this.#since.at(-1) ?? 0;
    const called = isIdle ? 0 : (this.operations[index]?.called ?? 0);
    this.#since.push(this.#hasBounds ? Math.max(since, called) : 0);
    this.#taken[index] = 1;
    if (!this.isSkippable(index)) {
      this.open -= 1;
      this.explained += 1;
    }
    while (this.#taken[this.#first] === 1) this.#first += 1;
  }

  /** Undoes the last `take`. */
  putBack(index: number): void {
    this.#since.pop();
    this.#taken[index] = 0;
    if (!this.isSkippable(index)) {
      this.open += 1;
      this.explained -= 1;
    }
    this.#first = Math.min(this.#first, index);
  }

  /** Identifies the calls that can still come. */
  key(): string {
    const since = this.#since.at(-1) ?? 0;
    const last = this.#taken.lastIndexOf(1);
    let gone = '';
    let first = this.#first;
    for (let index = first; index <= last; index += 1) {
      const isGone = this.#taken[index] === 1 || (this.operations[index]?.returned ?? 0) < since;
      if (isGone && gone === '') first += 1;
      else gone += isGone ? '1' : '0';
    }
    return `${since}:${first}:${gone}`;
  }
}

/** Whether an order may leave the call out. */
const isSkippable = ({ outcome, optional }: Operation<unknown, unknown>): boolean =>
  outcome === undefined || optional === true;
