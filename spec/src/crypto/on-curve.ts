const p = 2n ** 255n - 19n;
const d = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;

/**
 * Is there a point of Edwards25519 with this y (32 bytes, the sign bit set aside)? x² = (y² − 1) / (d·y² + 1) has a root
 * when numerator times denominator is a square; the Jacobi symbol tells that at a fraction of what a root costs.
 */
export function isOnCurve(bytes: Uint8Array): boolean {
  const hex = Buffer.from(bytes).reverse().toString('hex');
  const y = BigInt(`0x${hex}`) & (2n ** 255n - 1n);
  const square = (y * y) % p;
  return jacobi(((square - 1n) * (d * square + 1n)) % p, p) >= 0;
}

/** The Jacobi symbol (a/n) of an odd n: 1 for squares, −1 for others, 0 for multiples, where n is prime. */
function jacobi(a: bigint, n: bigint): -1 | 0 | 1 {
  let top = a < 0n ? a + n : a;
  let bottom = n;
  let sign: -1 | 1 = 1;
  while (top !== 0n) {
    let twos = 0;
    while ((top & 0xffn) === 0n) {
      top >>= 8n;
      twos += 8;
    }
    while ((top & 1n) === 0n) {
      top >>= 1n;
      twos += 1;
    }
    const residue = Number(bottom & 7n);
    if (twos % 2 === 1 && (residue === 3 || residue === 5)) sign = sign === 1 ? -1 : 1;
    if ((top & 3n) === 3n && (bottom & 3n) === 3n) sign = sign === 1 ? -1 : 1;
    [top, bottom] = [bottom % top, top];
  }
  return bottom === 1n ? sign : 0;
}
