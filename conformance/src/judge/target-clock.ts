import { Instant } from '../wire/values.ts';

/** The clock of a target, estimated from its answers. */
export class TargetClock {
  /** The target's clock minus that of the judge, in ms. */
  skewMs = 0;
  #last = 0n;

  /** The current time. Strictly increasing, because a later certificate needs a later timestamp. */
  now(): Instant {
    const clock = BigInt(Date.now() + this.skewMs) * 1000n;
    this.#last = clock > this.#last ? clock : this.#last + 1n;
    return new Instant(this.#last);
  }
}
