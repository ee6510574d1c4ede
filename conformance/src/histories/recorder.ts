import type { History, Operation } from './operation.ts';

/** When something was under way. */
export type Moment = Pick<Operation<unknown, unknown>, 'called' | 'returned' | 'calledMs' | 'returnedMs'>;

/** Writes down calls of concurrent clients on one object: when each was asked and answered, and what came. */
export class Recorder<Request, Outcome> {
  readonly #began = performance.now();
  readonly #done: Operation<Request, Outcome>[] = [];
  #moment = 0;

  /** Calls, and writes it down. `call` gives undefined where no answer came, or one that does not tell whether it took effect. */
  async record(
    client: string,
    request: Request,
    call: () => Promise<Outcome | undefined>,
  ): Promise<Outcome | undefined> {
    const asked = { client, request, ...this.#called() };
    const outcome = await call();
    const returned = outcome === undefined ? Number.POSITIVE_INFINITY : this.#next();
    this.#done.push({
      ...asked,
      returned,
      returnedMs: performance.now() - this.#began,
      ...(outcome === undefined ? {} : { outcome }),
    });
    return outcome;
  }

  /** A moment of its own: what is seen at once, without a call. */
  moment(): Moment {
    const called = this.#called();
    return { ...called, returned: this.#next(), returnedMs: called.calledMs };
  }

  /** What was recorded so far; a call that is under way is not in it. */
  get history(): History<Request, Outcome> {
    return this.#done;
  }

  #called() {
    return { called: this.#next(), calledMs: performance.now() - this.#began };
  }

  #next(): number {
    this.#moment += 1;
    return this.#moment;
  }
}
