/**
 * One call on a shared object: its request, its outcome, and the interval in which it took effect.
 */
export interface Operation<Request, Outcome> {
  /** Name of the caller, for reports. */
  readonly client: string;
  readonly request: Request;
  /**
   * Absent if no reply tells whether the call took effect. The call may then take effect at any
   * time after `called`, or never.
   */
  readonly outcome?: Outcome;
  /**
   * Positions of the call and of its reply in the sequence of all calls and replies. `returned` is
   * Infinity without an outcome.
   */
  readonly called: number;
  readonly returned: number;
  /** The same in milliseconds since the recording began, for reports. */
  readonly calledMs: number;
  readonly returnedMs: number;
  /**
   * Whether an order may leave the call out. The rights of its author are then not checked. Only
   * `shrink` sets it.
   */
  readonly optional?: boolean;
}

/** Calls of several clients on one object, in any order. */
export type History<Request, Outcome> = readonly Operation<Request, Outcome>[];

/** The behaviour of an object if its calls take effect one after the other. */
export interface SequentialModel<State, Request, Outcome> {
  readonly initial: State;
  /**
   * The state after a call with this outcome. Returns the same object if the call changes nothing,
   * and undefined if the outcome is wrong. Without an outcome, returns the state after the call
   * took effect. `isOptional`: see {@link Operation.optional}.
   */
  readonly step: (
    state: State,
    request: Request,
    outcome: Outcome | undefined,
    isOptional: boolean,
  ) => State | undefined;
  /**
   * Whether a call that changes nothing now can change something later with the same outcome, such
   * as freezing a frozen user. The search places all other calls that change nothing as early as
   * possible.
   */
  readonly isToggle: (request: Request) => boolean;
  /** A key of the state. States with equal keys accept the same calls. */
  readonly key: (state: State) => string;
  /**
   * Whether the outcome is wrong in this state and in all later ones. `false` is always correct,
   * but makes the search slower.
   */
  readonly isUnreachable: (state: State, request: Request, outcome: Outcome) => boolean;
  /** Names of the facts that a call changes. Superfluous names only cost time. */
  readonly changes: (operation: Operation<Request, Outcome>) => readonly string[];
  /** Names of the facts that the outcome of a call depends on. Superfluous names only cost time. */
  readonly dependsOn: (operation: Operation<Request, Outcome>) => readonly string[];
}

/** The interval between a call and its reply. */
export type Interval = Pick<Operation<unknown, unknown>, 'called' | 'returned' | 'calledMs' | 'returnedMs'>;

/** Records the calls of concurrent clients. */
export class Recorder<Request, Outcome> {
  readonly #began = performance.now();
  readonly #done: Operation<Request, Outcome>[] = [];
  #position = 0;

  /** Makes a call and records it. `call` resolves to undefined if no reply tells the outcome. */
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

  /** A new interval at this moment, for an observation without a call. */
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
