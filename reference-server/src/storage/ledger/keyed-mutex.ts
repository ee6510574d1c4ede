/** A mutex per key. Waiting callers run in the order of their calls. */
export class KeyedMutex {
  readonly #queues = new Map<string, (() => void)[]>();

  /** Runs the work under the mutex, at once if it is free. */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const queue = this.#queues.get(key);
    if (queue === undefined) this.#queues.set(key, []);
    else await new Promise<void>((resume) => queue.push(resume));
    try {
      return await work();
    } finally {
      const next = this.#queues.get(key)?.shift();
      if (next === undefined) this.#queues.delete(key);
      else next();
    }
  }
}
