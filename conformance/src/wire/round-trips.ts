/** Number of latest answers that are kept. */
const MAX_SAMPLES = 1000;

/** The durations of a server's latest answers. */
export class RoundTrips {
  readonly #samples: number[] = [];

  /** Adds the duration of one answer, in ms. */
  add(ms: number): void {
    this.#samples.push(ms);
    if (this.#samples.length > MAX_SAMPLES) this.#samples.shift();
  }

  /** The median in ms; 0 before the first answer. */
  get median(): number {
    const sorted = [...this.#samples].sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? 0;
  }
}
