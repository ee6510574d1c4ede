/** What was sent for a while, and what it took. */
export interface Spent {
  readonly sent: number;
  readonly seconds: number;
  /** Seconds of CPU that the server took, for valid requests, too. */
  readonly cpu: number;
}

/** Requests a second that leave any machine time: how the right pace is found. */
const carefully = 500;

/** How many malformed requests a second take a certain part of the server's core, which changes with the load and the machine's mood. */
export class Pace {
  readonly #cost = new Map<number, number>();
  readonly #rate: number | undefined;
  /** Seconds of CPU that valid requests take in a second in which nobody else asks. */
  #valid = 0;
  #lastCost: number | undefined;

  /** `rate`: what it is, whatever that takes. */
  constructor(rate?: number) {
    this.#rate = rate;
  }

  /** Requests a second that take so many per cent of the core. */
  of(load: number): number {
    if (this.#rate !== undefined) return this.#rate;
    const cost = this.#cost.get(load) ?? this.#lastCost;
    return cost === undefined ? carefully : Math.max(1, load / 100 / cost);
  }

  /** Learns what valid requests take alone: seconds of CPU in so many seconds. */
  alone(cpu: number, seconds: number): void {
    this.#valid = seconds > 0 ? cpu / seconds : 0;
  }

  /** Learns what requests cost, under a load if there was one; the part of the core that the malformed ones took. */
  learn({ sent, seconds, cpu }: Spent, load?: number): number {
    // Where hardly anything is left for them, the difference says nothing.
    const taken = Math.max(cpu - this.#valid * seconds, cpu / 10);
    this.#lastCost = taken / Math.max(1, sent);
    if (load !== undefined) this.#cost.set(load, this.#lastCost);
    return taken / seconds;
  }
}
