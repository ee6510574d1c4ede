import { hash } from 'node:crypto';

/** Bytes of a name's digest that are kept: two names are taken for one about once in 2^64 pairs of anybody's making. */
const width = 16;
const places = 4096;

/** Digests, one after the other, and how many bytes of these are in use. */
interface Bucket {
  bytes: Buffer;
  used: number;
}

/** A great many names, of which one only asks whether they are there: 16 bytes each, however long they are, and nothing for the collector to walk through. */
export class Names {
  readonly #buckets = new Map<number, Bucket>();
  #size = 0;

  /** How many there are. */
  get size(): number {
    return this.#size;
  }

  has(name: string): boolean {
    const digest = digestOf(name);
    return holds(this.#buckets.get(placeOf(digest)), digest);
  }

  add(name: string): void {
    const digest = digestOf(name);
    const place = placeOf(digest);
    const bucket = this.#buckets.get(place) ?? { bytes: Buffer.alloc(0), used: 0 };
    if (holds(bucket, digest)) return;
    if (bucket.used === bucket.bytes.length) {
      const grown = Buffer.alloc(Math.ceil((bucket.used / width + 1) * 1.25) * width);
      bucket.bytes.copy(grown);
      bucket.bytes = grown;
    }
    digest.copy(bucket.bytes, bucket.used);
    bucket.used += width;
    this.#buckets.set(place, bucket);
    this.#size += 1;
  }

  /** All of it as bytes: how many names lie in each place, then their digests. */
  pack(): Uint8Array {
    const packed = Buffer.alloc(4 * places + width * this.#size);
    let at = 4 * places;
    for (let place = 0; place < places; place++) {
      const { bytes, used } = this.#buckets.get(place) ?? { bytes: Buffer.alloc(0), used: 0 };
      packed.writeUInt32BE(used / width, 4 * place);
      at += bytes.copy(packed, at, 0, used);
    }
    return packed;
  }

  /** What was packed; it goes on living in these bytes. A RangeError when they are too few or too many. */
  static unpack(packed: Uint8Array): Names {
    const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.length);
    const names = new Names();
    let at = 4 * places;
    for (let place = 0; place < places; place++) {
      const used = width * bytes.readUInt32BE(4 * place);
      if (used > 0) names.#buckets.set(place, { bytes: bytes.subarray(at, at + used), used });
      at += used;
      names.#size += used / width;
    }
    if (at !== bytes.length) throw new RangeError(`${at} bytes expected, got ${bytes.length}`);
    return names;
  }
}

const digestOf = (name: string): Buffer => hash('sha256', name, 'buffer').subarray(0, width);

const placeOf = (digest: Buffer): number => digest.readUInt16BE(0) % places;

function holds(bucket: Bucket | undefined, digest: Buffer): boolean {
  if (bucket === undefined) return false;
  const { bytes, used } = bucket;
  for (let at = bytes.indexOf(digest); at >= 0 && at < used; at = bytes.indexOf(digest, at + 1)) {
    if (at % width === 0) return true;
  }
  return false;
}
