import { hash } from 'node:crypto';

/** Bytes of a digest. Someone who looks for two names with the same digest must try about 2^64. */
const width = 16;
/** The number of buckets. */
const buckets = 4096;

/** Digests one after the other; `used` bytes are in use. */
interface Bucket {
  bytes: Buffer;
  used: number;
}

/** A set of names that takes 16 bytes for each, however long it is: it stores digests. A million of them give the garbage collector nothing to trace. */
export class NameDigests {
  readonly #buckets = new Map<number, Bucket>();
  #size = 0;

  /** The number of names. */
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

  /** The set as bytes: the number of names in each bucket, then the digests. */
  pack(): Uint8Array {
    const packed = Buffer.alloc(4 * buckets + width * this.#size);
    let at = 4 * buckets;
    for (let place = 0; place < buckets; place++) {
      const { bytes, used } = this.#buckets.get(place) ?? { bytes: Buffer.alloc(0), used: 0 };
      packed.writeUInt32BE(used / width, 4 * place);
      at += bytes.copy(packed, at, 0, used);
    }
    return packed;
  }

  /** Reads what `pack` wrote. The set keeps the bytes. Throws a RangeError when they are too few or too many. */
  static unpack(packed: Uint8Array): NameDigests {
    const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.length);
    const names = new NameDigests();
    let at = 4 * buckets;
    for (let place = 0; place < buckets; place++) {
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

const placeOf = (digest: Buffer): number => digest.readUInt16BE(0) % buckets;

function holds(bucket: Bucket | undefined, digest: Buffer): boolean {
  if (bucket === undefined) return false;
  const { bytes, used } = bucket;
  for (let at = bytes.indexOf(digest); at >= 0 && at < used; at = bytes.indexOf(digest, at + 1)) {
    if (at % width === 0) return true;
  }
  return false;
}
