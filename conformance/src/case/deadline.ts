/** The time limit of a check. Waits that the target requested (429) do not count. */
export class Deadline {
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout;
  #due: number;
  readonly #stop: AbortSignal | undefined;
  readonly #onStop = () => this.#abort();
  #isOver = false;

  /** `stop` ends it too. */
  constructor(ms: number, stop?: AbortSignal) {
    this.#stop = stop;
    this.#due = performance.now() + ms;
    this.#timer = setTimeout(() => this.#controller.abort(), ms);
    stop?.addEventListener('abort', this.#onStop);
    if (stop?.aborted) this.#abort();
  }

  /** Aborts when the time limit is reached, or the check is over. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Gives the check more time, unless it is over. */
  extend(ms: number): void {
    if (this.signal.aborted) return;
    clearTimeout(this.#timer);
    this.#due += ms;
    this.#timer = setTimeout(() => this.#controller.abort(), this.#due - performance.now());
  }

  /** Whether the check has ended, in time or not. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Ends the check and closes everything that it still holds open. */
  end(): void {
    this.#isOver = true;
    this.#abort();
  }

  #abort(): void {
    clearTimeout(this.#timer);
    // The signal of the run keeps its listeners alive, and with them everything about the check.
    this.#stop?.removeEventListener('abort', this.#onStop);
    this.#controller.abort();
  }
}

/** Pause of an overdue check at every step that it still takes, in ms. */
const OVERDUE_PAUSE_MS = 20;

/**
 * Waits so many milliseconds, or until the signal aborts.
 *
 * If the signal has already aborted, it still pauses briefly: an overdue check that continues would
 * otherwise block the timers of all others.
 */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) {
      // This timer does not keep the process alive.
      setTimeout(done, OVERDUE_PAUSE_MS).unref();
      return;
    }
    const wake = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      done();
    };
    const timer = setTimeout(wake, ms);
    signal.addEventListener('abort', wake);
  });
}
