/** A mutex that serves waiters in order. */
export class Turnstile {
  #last: Promise<void> = Promise.resolve();

  /** Waits for its turn. Returns the function that releases the mutex. */
  async enter(): Promise<() => void> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await before;
    return resolve;
  }
}
