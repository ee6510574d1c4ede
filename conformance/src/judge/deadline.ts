/** When a check must be done. Time that the target asked us to wait (429) does not count. */
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

  /** Aborts when the time is up, or the check is over. */
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

  /** Whether the check ended, in time or not. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The check is over: whatever it still holds open is closed. */
  end(): void {
    this.#isOver = true;
    this.#abort();
  }

  #abort(): void {
    clearTimeout(this.#timer);
    // A listener stays with the signal of the run, and all that it knows of its check with it.
    this.#stop?.removeEventListener('abort', this.#onStop);
    this.#controller.abort();
  }
}
