import { type Linked, Recency } from './recency.ts';
import { Sightings } from './sightings.ts';

/** How much may be in memory: states, and the things that they hold in total. One that is used alone may be larger. */
export interface Bounds {
  readonly states: number;
  readonly things: number;
}

/** A state in memory, and what it weighed when that was last asked. */
interface Cached<State> extends Linked<Cached<State>> {
  readonly id: string;
  readonly state: State;
  weight: number;
}

/** Most states that are here for the first time. */
const most = 16;

/**
 * The states in memory, by name: a bounded cache after "2Q" (Johnson and Shasha, VLDB 1994). One that comes for the first time leaves when a
 * few others have come; one that comes again while that is remembered stays, until it is the one of its kind that was not used for longest.
 * A server of many organizations thus drops those that are asked for once while they are young, where it costs the collector nothing: kept
 * for a while, they were what one request in a hundred waited for (`npm run bench:scale`). For the same reason newcomers lie in an array:
 * a Map leaves its former tables behind when entries come and go, and these keep alive what they held.
 */
export class StateCache<State> {
  readonly #things: number;
  /** For so many regulars. */
  readonly #room: number;
  readonly #weigh: (state: State) => number;
  readonly #newcomers: (Cached<State> | undefined)[];
  readonly #regulars = new Map<string, Cached<State>>();
  readonly #used = new Recency<Cached<State>>();
  readonly #seen: Sightings;
  #next = 0;
  #weight = 0;

  constructor(bounds: Bounds, weigh: (state: State) => number) {
    const few = Math.max(1, Math.min(most, bounds.states >> 2));
    this.#things = bounds.things;
    this.#room = Math.max(1, bounds.states - few);
    this.#weigh = weigh;
    this.#newcomers = Array.from({ length: few }, () => undefined);
    this.#seen = new Sightings(4 * bounds.states);
  }

  /** The state, for use. */
  take(id: string): State | undefined {
    const cached = this.#regulars.get(id);
    if (cached === undefined) return this.#newcomers.find((one) => one?.id === id)?.state;
    this.#used.touch(cached);
    return cached.state;
  }

  /** Is this very state the one that is here? */
  holds(id: string, state: State): boolean {
    return this.#find(id)?.state === state;
  }

  /** Takes a state in, in the place of the one with this name, and lets others go. */
  put(id: string, state: State): void {
    const known = this.#regulars.has(id) || this.#seen.has(id);
    this.forget(id);
    const cached = { id, state, weight: 0, older: undefined, newer: undefined };
    if (known) this.#stay(cached);
    else this.#welcome(cached);
    this.grown(id);
  }

  /** To be called when a state that is here has grown. */
  grown(id: string): void {
    const cached = this.#find(id);
    if (cached === undefined) return;
    const weight = this.#weigh(cached.state);
    this.#weight += weight - cached.weight;
    cached.weight = weight;
    this.#shrink(cached);
  }

  clear(): void {
    this.#newcomers.fill(undefined);
    this.#regulars.clear();
    this.#used.clear();
    this.#weight = 0;
  }

  forget(id: string): void {
    const cached = this.#find(id);
    if (cached === undefined) return;
    this.#weight -= cached.weight;
    if (this.#regulars.delete(id)) return this.#used.remove(cached);
    this.#newcomers[this.#newcomers.indexOf(cached)] = undefined;
  }

  #find(id: string): Cached<State> | undefined {
    return this.#regulars.get(id) ?? this.#newcomers.find((one) => one?.id === id);
  }

  #stay(cached: Cached<State>): void {
    this.#regulars.set(cached.id, cached);
    this.#used.add(cached);
  }

  #welcome(cached: Cached<State>): void {
    this.#seen.note(cached.id);
    this.#weight -= this.#newcomers[this.#next]?.weight ?? 0;
    this.#newcomers[this.#next] = cached;
    this.#next = (this.#next + 1) % this.#newcomers.length;
  }

  get #fits(): boolean {
    return this.#regulars.size <= this.#room && this.#weight <= this.#things;
  }

  /** Lets states go until the rest fits, but for the one in use. */
  #shrink(used: Cached<State>): void {
    const size = this.#newcomers.length;
    for (let step = 0; step < size && this.#weight > this.#things; step++) {
      const other = this.#newcomers[(this.#next + step) % size];
      if (other !== undefined && other !== used) this.forget(other.id);
    }
    for (let other = this.#used.oldestBut(used); other !== undefined && !this.#fits; ) {
      this.forget(other.id);
      other = this.#used.oldestBut(used);
    }
  }
}
