/**
 * A mutex per organization for its writers. A command that is judged during another one's append
 * would only lose the race.
 */
export class Turns {
  readonly #queues = new Map<string, (() => void)[]>();

  isTaken(key: string): boolean {
    return this.#queues.has(key);
  }

  /** Runs the work under the mutex, at once if it is free. */
  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
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
