/** Numbers that a seed decides (xorshift128, seeded by splitmix32): quick, and the same everywhere. */
export class Random {
  #state: [number, number, number, number];

  constructor(seed: number, fork = 0) {
    let mixed = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(fork + 1, 0x85ebca77)) >>> 0;
    const next = (): number => {
      mixed = (mixed + 0x9e3779b9) >>> 0;
      let value = mixed;
      value = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
      value = Math.imul(value ^ (value >>> 15), 0x735a2d97);
      return (value ^ (value >>> 15)) >>> 0;
    };
    this.#state = [next(), next(), next(), next() | 1];
  }

  /** An integer from 0 to below `limit`. */
  below(limit: number): number {
    const [x, y, z, w] = this.#state;
    let t = x ^ (x << 11);
    t ^= t >>> 8;
    const next = (t ^ w ^ (w >>> 19)) >>> 0;
    this.#state = [y, z, w, next];
    return next % limit;
  }

  /** One of them. */
  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  bytes(length: number): Buffer {
    const bytes = Buffer.alloc(length);
    for (let at = 0; at < length; at++) bytes[at] = this.below(256);
    return bytes;
  }
}
