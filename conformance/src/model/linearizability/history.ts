/**
 * One call on a shared object: its request, the interval in which it took effect, and its outcome.
 */
export interface Operation<Request, Outcome> {
  /** The caller's name; shown in tables. */
  readonly client: string;
  readonly request: Request;
  /**
   * Absent if there was no reply, or one that does not say whether the call took effect. Such a
   * call may take effect at any time after `called`, or never.
   */
  readonly outcome?: Outcome;
  /**
   * Positions of the call and of its reply in the sequence of all calls and replies. `returned` is
   * Infinity without an outcome.
   */
  readonly called: number;
  readonly returned: number;
  /** The same in milliseconds since the recording began; shown in tables. */
  readonly calledMs: number;
  readonly returnedMs: number;
  /**
   * An order may leave the call out, and need not check that its author was allowed to make it. Set
   * while shrinking.
   */
  readonly optional?: boolean;
}

/** Calls of several clients on one object, in any order. */
export type History<Request, Outcome> = readonly Operation<Request, Outcome>[];

/** How an object behaves towards one client that makes one call at a time. */
export interface SequentialModel<State, Request, Outcome> {
  readonly initial: State;
  /**
   * The state after a call with this outcome: the same object if the call changes nothing,
   * undefined if the outcome is wrong. Without an outcome, the state after the call took effect.
   * `isOptional`: see {@link Operation.optional}.
   */
  readonly step: (
    state: State,
    request: Request,
    outcome: Outcome | undefined,
    isOptional: boolean,
  ) => State | undefined;
  /**
   * Whether a call that changes nothing now could change something later with the same outcome,
   * such as freezing a user who is frozen. The search places all other calls that change nothing as
   * early as possible.
   */
  readonly isToggle: (request: Request) => boolean;
  /** States with the same key accept the same calls. */
  readonly key: (state: State) => string;
  /**
   * Whether the outcome is wrong in this state and in every later one. `false` is always safe, and
   * slower.
   */
  readonly isUnreachable: (state: State, request: Request, outcome: Outcome) => boolean;
  /**
   * Names of what a call changes, and names of what its outcome depends on. Too many names only
   * cost time.
   */
  readonly changes: (operation: Operation<Request, Outcome>) => readonly string[];
  readonly dependsOn: (operation: Operation<Request, Outcome>) => readonly string[];
}

/** When a call was under way. */
export type Interval = Pick<Operation<unknown, unknown>, 'called' | 'returned' | 'calledMs' | 'returnedMs'>;

/** Records the calls of concurrent clients. */
export class Recorder<Request, Outcome> {
  readonly #began = performance.now();
  readonly #done: Operation<Request, Outcome>[] = [];
  #position = 0;

  /** Makes a call and records it. `call` resolves to undefined if the outcome is unknown. */
  async record(
    client: string,
    request: Request,
    call: () => Promise<Outcome | undefined>,
  ): Promise<Outcome | undefined> {
    const started = { client, request, ...this.#start() };
    const outcome = await call();
    this.#done.push({
      ...started,
      returned: outcome === undefined ? Number.POSITIVE_INFINITY : this.#next(),
      returnedMs: performance.now() - this.#began,
      ...(outcome === undefined ? {} : { outcome }),
    });
    return outcome;
  }

  /** An interval of its own, for something observed without a call. */
  instant(): Interval {
    const started = this.#start();
    return { ...started, returned: this.#next(), returnedMs: started.calledMs };
  }

  /** The calls recorded so far, without those that are still under way. */
  get history(): History<Request, Outcome> {
    return this.#done;
  }

  #start() {
    return { called: this.#next(), calledMs: performance.now() - this.#began };
  }

  #next(): number {
    this.#position += 1;
    return this.#position;
  }
}
