const places = 1024;
const known: (string | undefined)[] = Array.from({ length: places }, () => undefined);

/**
 * The key of a map, of up to 31 bytes, as the very string that it was read as before: nearly all keys are the field names of a few commands,
 * and making the same string again, to be looked up among the engine's own names, was a third of what decoding costs. undefined: it is
 * not only ASCII. Bounded; a later key takes the place of an earlier one.
 */
export function knownKey(input: Buffer, at: number, length: number): string | undefined {
  let sum = length;
  for (let index = 0; index < length; index++) {
    const byte = input[at + index] ?? 0x80;
    if (byte > 0x7f) return undefined;
    sum = (Math.imul(sum, 31) + byte) | 0;
  }
  const place = sum & (places - 1);
  const candidate = known[place];
  if (candidate !== undefined && isThere(candidate, input, at, length)) return candidate;
  const key = input.toString('latin1', at, at + length);
  known[place] = key;
  return key;
}

function isThere(key: string, input: Buffer, at: number, length: number): boolean {
  if (key.length !== length) return false;
  for (let index = 0; index < length; index++) if (key.charCodeAt(index) !== input[at + index]) return false;
  return true;
}
