import { setImmediate } from 'node:timers/promises';
import type { AwaitOutsideSlot } from '../case/judge-parts.ts';

/**
 * A semaphore that serves waiters in order. A holder also takes a slot of `within`, and can release
 * its slot while it awaits something slow.
 */
export class Semaphore {
  /** Negative while there are more holders than slots. */
  #free: number;
  readonly #line: (() => void)[] = [];
  readonly #within: Semaphore | undefined;

  constructor(most: number, within?: Semaphore) {
    this.#free = most;
    this.#within = within;
  }

  /** Waits for a slot. */
  async take(): Promise<void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#line.push(resolve));
    await this.#within?.take();
  }

  /** Releases a slot. */
  give(): void {
    this.#within?.give();
    const next = this.#free < 0 ? undefined : this.#line.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }

  /**
   * Awaits a promise without holding a slot, unless it is already settled. Afterwards waits for a
   * slot, or continues at once if urgent.
   */
  aside: AwaitOutsideSlot = async (awaited, isUrgent = false) => {
    if (await isThere(awaited)) return await awaited;
    this.give();
    try {
      return await awaited;
    } finally {
      if (isUrgent) this.#squeezeIn();
      else await this.take();
    }
  };

  #squeezeIn(): void {
    this.#free -= 1;
    if (this.#within !== undefined) this.#within.#squeezeIn();
  }
}

/** Whether a promise is already settled. */
async function isThere(awaited: Promise<unknown>): Promise<boolean> {
  const settled = awaited.then(
    () => true,
    () => true,
  );
  return await Promise.race([settled, setImmediate(false)]);
}

/** A mutex that serves waiters in order. */
export class Mutex {
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
