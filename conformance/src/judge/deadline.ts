/** When a check must be done. Time that the target asked us to wait (429) does not count. */
export class Deadline {
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout;
  #due: number;

  constructor(ms: number, stop?: AbortSignal) {
    this.#due = performance.now() + ms;
    this.#timer = setTimeout(() => this.#controller.abort(), ms);
    stop?.addEventListener('abort', () => this.end(), { signal: this.#controller.signal });
    if (stop?.aborted) this.end();
  }

  /** Aborts when the time is up, or the check is over. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Gives the check more time. */
  extend(ms: number): void {
    clearTimeout(this.#timer);
    this.#due += ms;
    this.#timer = setTimeout(() => this.#controller.abort(), this.#due - performance.now());
  }

  /** The check is over: whatever it still holds open is closed. */
  end(): void {
    clearTimeout(this.#timer);
    this.#controller.abort();
  }
}
