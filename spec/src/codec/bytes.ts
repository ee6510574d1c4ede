export { base64Of, bytesOfBase64, bytesOfHex, bytesOfText, hexOf } from '#platform';

/** Whether two byte strings are equal. Not for secrets: the time depends on the first difference. */
export const equalBytes = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, index) => byte === other[index]);

/** The bytes of all pieces, one after the other. */
export function concatBytes(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** Orders texts by code point, which is the order of their UTF-8 bytes. `<` orders by UTF-16 unit. */
export function byCodePoint(left: string, right: string): number {
  const shared = Math.min(left.length, right.length);
  for (let at = 0; at < shared; at++) {
    if (left.charCodeAt(at) !== right.charCodeAt(at))
      return (left.codePointAt(at) ?? 0) - (right.codePointAt(at) ?? 0);
  }
  return left.length - right.length;
}
