import fc from 'fast-check';

/** Draws a value by a seed. */
export function drawValue<T>(arbitrary: fc.Arbitrary<T>, seed: number): T {
  const [value] = fc.sample(arbitrary, { seed, numRuns: 1 });
  if (value === undefined) throw new Error('no value was drawn');
  return value;
}

/** Seeds of fast-check that depend on a text only (FNV-1a, then xorshift32). */
export function* seedsOf(text: string): Generator<number, never> {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  for (;;) {
    hash ^= hash << 13;
    hash ^= hash >>> 17;
    hash ^= hash << 5;
    yield hash | 0;
  }
}
