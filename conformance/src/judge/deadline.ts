/** The time limit of a check. It can be extended while the check runs. */
export class Deadline {
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout;
  #due: number;
  readonly #stop: AbortSignal | undefined;
  readonly #onStop = () => this.#abort();
  #isOver = false;

  /**
   * @param ms - the time limit
   * @param stop - aborts the check early, when the run is stopped
   */
  constructor(ms: number, stop?: AbortSignal) {
    this.#stop = stop;
    this.#due = performance.now() + ms;
    this.#timer = setTimeout(() => this.#controller.abort(), ms);
    stop?.addEventListener('abort', this.#onStop);
    if (stop?.aborted) this.#abort();
  }

  /** Aborts when the time limit is reached, the check ends, or the run is stopped. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Extends the time limit, unless the signal has aborted. A negative value shortens it. */
  extend(ms: number): void {
    if (this.signal.aborted) return;
    clearTimeout(this.#timer);
    this.#due += ms;
    const leftMs = Math.max(0, this.#due - performance.now());
    this.#timer = setTimeout(() => this.#controller.abort(), leftMs);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Marks the check as ended and aborts the signal, which closes everything that it still uses. */
  end(): void {
    this.#isOver = true;
    this.#abort();
  }

  #abort(): void {
    clearTimeout(this.#timer);
    // Otherwise the signal of the run would keep everything about the check in memory.
    this.#stop?.removeEventListener('abort', this.#onStop);
    this.#controller.abort();
  }
}

/** Pause of a check before each request after its time limit, in ms. */
const OVERDUE_PAUSE_MS = 20;

/**
 * Waits `ms` milliseconds, or until the signal aborts.
 *
 * If the signal has already aborted, waits `OVERDUE_PAUSE_MS`. Otherwise a loop in a check after
 * its time limit could block the event loop.
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
