import { LRUCache } from 'lru-cache';

/**
 * Bounds of the states in memory: their number, and the number of things that they hold in total.
 */
export interface Bounds {
  readonly states: number;
  readonly things: number;
}

/**
 * The states in memory, by name: an LRU cache bounded by number and by weight. The state put or
 * grown last always stays, even if it alone exceeds the bound.
 */
export class StateCache<State extends object> {
  readonly #cache: LRUCache<string, State>;

  /**
   * @param bounds `states` must be at least 1
   * @param weigh number of things that a state holds
   */
  constructor({ states, things }: Bounds, weigh: (state: State) => number) {
    const maxSize = Math.max(1, things);
    this.#cache = new LRUCache({
      max: states,
      maxSize,
      // lru-cache refuses a size of 0 and drops an entry above `maxSize`.
      sizeCalculation: (state) => Math.min(Math.max(1, weigh(state)), maxSize),
    });
  }

  /** The state by this name, which becomes the most recently used one. */
  take(id: string): State | undefined {
    return this.#cache.get(id);
  }

  /** Whether the cache holds this very object under this name. */
  holds(id: string, state: State): boolean {
    return this.#cache.peek(id) === state;
  }

  /** Stores a state and evicts the least recently used ones until the rest fits. */
  put(id: string, state: State): void {
    // `set` of an object that is cached already would keep its old weight.
    this.#cache.delete(id);
    this.#cache.set(id, state);
  }

  /** Weighs a state again after it has grown in place. */
  grown(id: string): void {
    const state = this.#cache.peek(id);
    if (state !== undefined) this.put(id, state);
  }

  /** Removes one state. */
  forget(id: string): void {
    this.#cache.delete(id);
  }

  /** Removes all states. */
  clear(): void {
    this.#cache.clear();
  }
}
