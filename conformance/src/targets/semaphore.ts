import { setImmediate } from 'node:timers/promises';

/**
 * Awaits a promise without holding a slot. Afterwards waits for a free slot, unless `isUrgent`.
 */
export type WithoutSlot = <T>(awaited: Promise<T>, isUrgent?: boolean) => Promise<T>;

/**
 * A semaphore that serves waiters in order. A holder can release its slot while it awaits something
 * slow. With an `outer` semaphore, each holder also has a slot of that one.
 */
export class Semaphore {
  /** Negative while there are more holders than slots. */
  #free: number;
  readonly #waiters: (() => void)[] = [];
  readonly #outer: Semaphore | undefined;

  constructor(slots: number, outer?: Semaphore) {
    this.#free = slots;
    this.#outer = outer;
  }

  /** Waits for a slot. */
  async take(): Promise<void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiters.push(resolve));
    await this.#outer?.take();
  }

  /** Releases a slot. */
  release(): void {
    this.#outer?.release();
    const next = this.#free < 0 ? undefined : this.#waiters.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }

  /**
   * Awaits a promise without holding a slot, unless it is already settled. Afterwards waits for a
   * slot, or continues at once if urgent.
   */
  withoutSlot: WithoutSlot = async (awaited, isUrgent = false) => {
    if (await isSettled(awaited)) return await awaited;
    this.release();
    try {
      return await awaited;
    } finally {
      if (isUrgent) this.#takeAtOnce();
      else await this.take();
    }
  };

  #takeAtOnce(): void {
    this.#free -= 1;
    if (this.#outer !== undefined) this.#outer.#takeAtOnce();
  }
}

/** Whether a promise is already settled. */
async function isSettled(awaited: Promise<unknown>): Promise<boolean> {
  const settled = awaited.then(
    () => true,
    () => true,
  );
  return await Promise.race([settled, setImmediate(false)]);
}

/** A mutex that serves waiters in order. */
export class Mutex {
  #last: Promise<void> = Promise.resolve();

  /** Waits until the mutex is free and locks it. Returns the function that releases it. */
  async enter(): Promise<() => void> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await before;
    return resolve;
  }
}
