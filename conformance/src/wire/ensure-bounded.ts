/** Levels of a message. A reply of the protocol has fewer than ten. */
const MAX_DEPTH = 64;

/** Values of a message, keys of maps included. */
const MAX_VALUES = 1 << 16;

/** Bytes that follow the first byte (0xc0 to 0xdf) of a value: a number, or the width of its length. */
const FIXED_BYTES: Readonly<Record<number, number>> = {
  ...{ 0xca: 4, 0xcb: 8, 0xcc: 1, 0xcd: 2, 0xce: 4, 0xcf: 8, 0xd0: 1, 0xd1: 2, 0xd2: 4, 0xd3: 8 },
  ...{ 0xd4: 2, 0xd5: 3, 0xd6: 5, 0xd7: 9, 0xd8: 17 },
};
const LENGTH_WIDTH: Readonly<Record<number, number>> = {
  ...{ 0xc4: 1, 0xc5: 2, 0xc6: 4, 0xc7: 1, 0xc8: 2, 0xc9: 4, 0xd9: 1, 0xda: 2, 0xdb: 4 },
  ...{ 0xdc: 2, 0xdd: 4, 0xde: 2, 0xdf: 4 },
};

/**
 * Throws RangeError if a msgpack message is nested too deeply, or holds too many values: a server could keep the
 * judge busy for seconds with one of 1 MiB. Says nothing about messages that do not decode.
 */
export function ensureBounded(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  /** How many values are to come in each open array or map. */
  const open: number[] = [];
  let at = 0;
  for (let values = 1; at < bytes.length; values += 1) {
    if (values > MAX_VALUES) throw new RangeError(`more than ${MAX_VALUES} values`);
    const first = bytes[at] ?? 0;
    at += 1;
    const width = LENGTH_WIDTH[first] ?? 0;
    if (at + width > bytes.length) return;
    const length =
      width === 0
        ? 0
        : width === 4
          ? view.getUint32(at)
          : width === 2
            ? view.getUint16(at)
            : view.getUint8(at);
    at += width + (FIXED_BYTES[first] ?? 0);
    let inside = 0;
    if (first >= 0x80 && first < 0x90) inside = 2 * (first & 0x0f);
    else if (first >= 0x90 && first < 0xa0) inside = first & 0x0f;
    else if (first >= 0xa0 && first < 0xc0) at += first & 0x1f;
    else if (first === 0xdc || first === 0xdd) inside = length;
    else if (first === 0xde || first === 0xdf) inside = 2 * length;
    // An extension has a byte for its type before its data.
    else at += length + (first >= 0xc7 && first <= 0xc9 ? 1 : 0);
    if (inside > 0) open.push(inside);
    else {
      for (let last = open.length - 1; last >= 0; last -= 1) {
        const left = (open[last] ?? 0) - 1;
        open[last] = left;
        if (left > 0) break;
        open.pop();
      }
    }
    if (open.length > MAX_DEPTH) throw new RangeError(`more than ${MAX_DEPTH} levels`);
    if (open.length === 0) return;
  }
}
