import type { History, SequentialModel } from './history.ts';

/** The result of {@link linearize}. `tried`: number of search steps. */
export type SearchVerdict<State, Request, Outcome> =
  | { readonly kind: 'explained' | 'undecided'; readonly tried: number }
  | {
      readonly kind: 'violated';
      readonly tried: number;
      /** An order that explains as many calls as any other. */
      readonly longest: History<Request, Outcome>;
      /** The state after that order. */
      readonly state: State;
      /** The calls that could follow in that order, but whose outcome is wrong there. */
      readonly stuck: History<Request, Outcome>;
    };

/** Number of steps after which the search is undecided. */
const DEFAULT_BUDGET = 100_000;

/** Number of pending calls whose outcome is tested with `isUnreachable`. */
const LOOKAHEAD = 50;

/**
 * Searches for an order of the calls that explains every outcome, in which each call takes effect
 * within its interval. Uses the algorithm of Wing and Gong with Lowe's cache of visited
 * configurations. No npm package implements it.
 *
 * @param budget - maximum number of search steps
 */
export const linearize = <State, Request, Outcome>(
  model: SequentialModel<State, Request, Outcome>,
  history: History<Request, Outcome>,
  budget = DEFAULT_BUDGET,
): SearchVerdict<State, Request, Outcome> => new Search(model, history).run(budget);

/**
 * A configuration of the search: its state, the calls to try next, and the number of placed calls.
 */
interface Branch<State> {
  readonly state: State;
  readonly untried: number[];
  readonly placed: number;
}

class Search<State, Request, Outcome> {
  readonly #model: SequentialModel<State, Request, Outcome>;
  /** Sorted by `called`. All other fields use indices into this list. */
  readonly #operations: History<Request, Outcome>;
  /** For each call, whether an order may leave it out. */
  readonly #isSkippable: readonly boolean[];
  /** Whether some skippable call has an end. Otherwise `#since` contains only zeros. */
  readonly #hasBounds: boolean;
  readonly #isPlaced: boolean[];
  readonly #order: number[] = [];
  /** For each placed call, the latest `called` up to it of calls that changed the state. */
  readonly #since: number[] = [];
  /** All calls before this index are placed. */
  #first = 0;
  /** Number of calls that must still be placed. */
  #open: number;
  readonly #branches: Branch<State>[] = [];
  readonly #visited = new Set<string>();
  #tried = 0;
  #bestScore = Number.NEGATIVE_INFINITY;
  #best: Pick<SearchVerdict<State, Request, Outcome> & { kind: 'violated' }, 'longest' | 'state' | 'stuck'>;

  constructor(model: SequentialModel<State, Request, Outcome>, history: History<Request, Outcome>) {
    this.#model = model;
    this.#operations = [...history].sort((a, b) => a.called - b.called);
    this.#isSkippable = this.#operations.map(
      ({ outcome, optional }) => outcome === undefined || optional === true,
    );
    this.#hasBounds = this.#operations.some(
      ({ returned }, index) => this.#isSkippable[index] === true && Number.isFinite(returned),
    );
    this.#isPlaced = this.#operations.map(() => false);
    this.#open = this.#isSkippable.filter((isSkippable) => !isSkippable).length;
    this.#best = { longest: [], state: model.initial, stuck: [] };
  }

  run(budget: number): SearchVerdict<State, Request, Outcome> {
    let isDone = this.#enter(this.#model.initial, 0);
    while (!isDone) {
      const branch = this.#branches.at(-1);
      const tried = this.#tried;
      if (branch === undefined) return { kind: 'violated', tried, ...this.#best };
      if (tried > budget) return { kind: 'undecided', tried };
      const index = branch.untried.pop();
      if (index === undefined) {
        while (this.#order.length > branch.placed) this.#removeLast();
        this.#branches.pop();
        continue;
      }
      const next = this.#step(index, branch.state);
      if (next === undefined || (next === branch.state && !this.#isToggle(index))) continue;
      const placed = this.#order.length;
      this.#place(index);
      isDone = this.#enter(next, placed);
    }
    return { kind: 'explained', tried: this.#tried };
  }

  /**
   * Adds a branch for a configuration. A dead end gets no calls to try. Returns whether all
   * outcomes are explained.
   */
  #enter(state: State, placed: number): boolean {
    this.#placeIdle(state);
    const next = this.#next();
    this.#rememberBest(state, next);
    if (this.#open === 0) return true;
    const key = `${this.#key()} ${this.#model.key(state)}`;
    const isDeadEnd = this.#visited.has(key) || this.#isUnreachable(state);
    this.#visited.add(key);
    this.#branches.push({ state, untried: isDeadEnd ? [] : [...next].reverse(), placed });
    return false;
  }

  #isToggle(index: number): boolean {
    const operation = this.#operations[index];
    return operation !== undefined && !this.#isSkippable[index] && this.#model.isToggle(operation.request);
  }

  /**
   * Places every call whose outcome is right and that changes nothing. This excludes no possible
   * order.
   */
  #placeIdle(state: State): void {
    const isIdle = (index: number) =>
      !this.#isSkippable[index] && !this.#isToggle(index) && this.#step(index, state) === state;
    for (let isNew = true; isNew; ) {
      const idle = this.#next().filter(isIdle);
      for (const index of idle) this.#place(index, true);
      isNew = idle.length > 0;
    }
  }

  /**
   * The calls that can be placed next, by their return. A call cannot precede a pending one that
   * returned before it was made.
   */
  #next(): readonly number[] {
    const candidates: number[] = [];
    const since = this.#since.at(-1) ?? 0;
    let earliest = Number.POSITIVE_INFINITY;
    for (let index = this.#first; index < this.#operations.length; index += 1) {
      const operation = this.#operations[index];
      if (operation === undefined || operation.called > earliest) break;
      // A skippable call cannot take effect after its interval.
      if (this.#isPlaced[index] || operation.returned < since) continue;
      candidates.push(index);
      if (!this.#isSkippable[index]) earliest = Math.min(earliest, operation.returned);
    }
    const due = (index: number) =>
      this.#isSkippable[index] ? Number.POSITIVE_INFINITY : (this.#operations[index]?.returned ?? 0);
    return candidates.sort((a, b) => due(a) - due(b) || a - b);
  }

  /**
   * Keeps the order that explains most calls. Of equal ones it keeps the one with more skippable
   * calls, which excludes more reasons for the remaining outcomes.
   */
  #rememberBest(state: State, next: readonly number[]): void {
    const score = this.#order.length - this.#open * this.#operations.length;
    if (score <= this.#bestScore) return;
    const at = (indices: readonly number[]) => indices.flatMap((index) => this.#operations[index] ?? []);
    this.#bestScore = score;
    this.#best = {
      longest: at(this.#order),
      state,
      stuck: at(next.filter((index) => !this.#isSkippable[index])),
    };
  }

  /** Whether one of the next pending calls has an outcome that is no longer possible. */
  #isUnreachable(state: State): boolean {
    let count = 0;
    for (let index = this.#first; index < this.#operations.length && count < LOOKAHEAD; index += 1) {
      const operation = this.#operations[index];
      if (operation?.outcome === undefined || this.#isPlaced[index] || this.#isSkippable[index]) continue;
      if (this.#model.isUnreachable(state, operation.request, operation.outcome)) return true;
      count += 1;
    }
    return false;
  }

  #step(index: number, state: State): State | undefined {
    const operation = this.#operations[index];
    if (operation === undefined) return undefined;
    this.#tried += 1;
    const { request, outcome, optional = false } = operation;
    return this.#model.step(state, request, outcome, optional);
  }

  /** `isIdle`: the call changes nothing. It may be placed early, so it does not raise `#since`. */
  #place(index: number, isIdle = false): void {
    const called = isIdle ? 0 : (this.#operations[index]?.called ?? 0);
    this.#since.push(this.#hasBounds ? Math.max(this.#since.at(-1) ?? 0, called) : 0);
    this.#order.push(index);
    this.#isPlaced[index] = true;
    if (!this.#isSkippable[index]) this.#open -= 1;
    while (this.#isPlaced[this.#first]) this.#first += 1;
  }

  #removeLast(): void {
    const index = this.#order.pop() ?? 0;
    this.#since.pop();
    this.#isPlaced[index] = false;
    if (!this.#isSkippable[index]) this.#open += 1;
    this.#first = Math.min(this.#first, index);
  }

  /** A key of the set of calls that can still be placed. */
  #key(): string {
    const since = this.#since.at(-1) ?? 0;
    const last = this.#isPlaced.lastIndexOf(true);
    let removed = '';
    let first = this.#first;
    for (let index = first; index <= last; index += 1) {
      const isGone = this.#isPlaced[index] || (this.#operations[index]?.returned ?? 0) < since;
      if (isGone && removed === '') first += 1;
      else removed += isGone ? '1' : '0';
    }
    return `${since}:${first}:${removed}`;
  }
}
