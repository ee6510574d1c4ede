import { DateTime, Uuid } from '@parsec-spec/spec/codec';

// Values of one kind, one after the other: many are read in a fraction of the time that as many maps take.

/** Byte strings of one length as one. A RangeError when one has another. */
export function packBytes(items: readonly Uint8Array[], width: number): Uint8Array {
  const packed = new Uint8Array(items.length * width);
  items.forEach((item, index) => {
    if (item.length !== width) throw new RangeError(`${width} bytes expected, got ${item.length}`);
    packed.set(item, index * width);
  });
  return packed;
}

/** The byte strings again, as views. */
export function unpackBytes({ buffer, byteOffset, length }: Uint8Array, width: number): Uint8Array[] {
  const items: Uint8Array[] = [];
  for (let at = 0; at < length; at += width) items.push(new Uint8Array(buffer, byteOffset + at, width));
  return items;
}

export const packUuids = (items: readonly Uuid[]): Uint8Array =>
  Uint8Array.from(Buffer.from(items.map(({ hex }) => hex).join(''), 'hex'));

export const unpackUuids = (packed: Uint8Array): Uuid[] => Uuid.manyOf(packed);

// Outside the calendar.
const none = -(2n ** 63n);

/** Instants or none: 8 bytes each. */
export function packDates(items: readonly (DateTime | null)[]): Uint8Array {
  const packed = new DataView(new ArrayBuffer(items.length * 8));
  for (const [index, item] of items.entries()) packed.setBigInt64(index * 8, item?.micros ?? none);
  return new Uint8Array(packed.buffer);
}

export function unpackDates(packed: Uint8Array): (DateTime | null)[] {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
  const items: (DateTime | null)[] = [];
  let [high, low, last]: [number, number, DateTime | null] = [0x8000_0000, 0, null];
  for (let at = 0; at < packed.length; at += 8) {
    const [above, below] = [view.getUint32(at), view.getUint32(at + 4)];
    // Most are as the one before: none, or the moment of a user and her first device.
    if (above !== high || below !== low) {
      [high, low] = [above, below];
      const micros = view.getBigInt64(at);
      last = micros === none ? null : DateTime.of(micros);
    }
    items.push(last);
  }
  return items;
}

/** Words of a short list: one byte each. */
export const packWords = <Word>(items: readonly Word[], words: readonly Word[]): Uint8Array =>
  Uint8Array.from(items, (item) => words.indexOf(item));

export const unpackWords = <Word>(packed: Uint8Array, words: readonly Word[]): Word[] =>
  Array.from(packed, (place) => {
    const word = words[place];
    if (word === undefined) throw new RangeError(`no word has the number ${place}`);
    return word;
  });

/** Counts below 2^53: 8 bytes each. */
export function packCounts(items: readonly number[]): Uint8Array {
  const packed = new DataView(new ArrayBuffer(items.length * 8));
  for (const [index, item] of items.entries()) packed.setFloat64(index * 8, item);
  return new Uint8Array(packed.buffer);
}

export function unpackCounts(packed: Uint8Array): number[] {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
  return Array.from({ length: packed.length / 8 }, (_, index) => view.getFloat64(index * 8));
}
