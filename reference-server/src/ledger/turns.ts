/** Who writes to an organization, one after the other: a command judged while another one's append is on its way would only lose the race. */
export class Turns {
  readonly #queues = new Map<string, (() => void)[]>();

  isTaken(key: string): boolean {
    return this.#queues.has(key);
  }

  /** Runs the work when it is its turn; at once when nobody else is there. */
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
