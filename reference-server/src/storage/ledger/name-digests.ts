import { hash } from 'node:crypto';

/** Bytes of a digest. Someone who looks for two names with the same digest must try about 2^64. */
const DIGEST_LENGTH = 16;
/** The number of buckets. */
const BUCKETS = 4096;

/** Digests one after the other; `used` bytes are in use. */
interface Bucket {
  bytes: Buffer;
  used: number;
}

/**
 * A set of names that takes 16 bytes for each, however long it is: it stores digests. A million of
 * them give the garbage collector nothing to trace.
 */
export class NameDigests {
  readonly #buckets = new Map<number, Bucket>();
  #size = 0;

  /** The number of names. */
  get size(): number {
    return this.#size;
  }

  has(name: string): boolean {
    const digest = digestOf(name);
    return holds(this.#buckets.get(bucketOf(digest)), digest);
  }

  add(name: string): void {
    const digest = digestOf(name);
    const bucketNumber = bucketOf(digest);
    const bucket = this.#buckets.get(bucketNumber) ?? { bytes: Buffer.alloc(0), used: 0 };
    if (holds(bucket, digest)) return;
    if (bucket.used === bucket.bytes.length) {
      const grown = Buffer.alloc(Math.ceil((bucket.used / DIGEST_LENGTH + 1) * 1.25) * DIGEST_LENGTH);
      bucket.bytes.copy(grown);
      bucket.bytes = grown;
    }
    digest.copy(bucket.bytes, bucket.used);
    bucket.used += DIGEST_LENGTH;
    this.#buckets.set(bucketNumber, bucket);
    this.#size += 1;
  }

  /** The set as bytes: the number of names in each bucket, then the digests. */
  pack(): Uint8Array {
    const packed = Buffer.alloc(4 * BUCKETS + DIGEST_LENGTH * this.#size);
    let at = 4 * BUCKETS;
    for (let bucketNumber = 0; bucketNumber < BUCKETS; bucketNumber++) {
      const { bytes, used } = this.#buckets.get(bucketNumber) ?? { bytes: Buffer.alloc(0), used: 0 };
      packed.writeUInt32BE(used / DIGEST_LENGTH, 4 * bucketNumber);
      at += bytes.copy(packed, at, 0, used);
    }
    return packed;
  }

  /**
   * Reads what `pack` wrote. The set keeps the bytes. Throws a RangeError when they are too few or
   * too many.
   */
  static unpack(packed: Uint8Array): NameDigests {
    const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.length);
    const names = new NameDigests();
    let at = 4 * BUCKETS;
    for (let bucketNumber = 0; bucketNumber < BUCKETS; bucketNumber++) {
      const used = DIGEST_LENGTH * bytes.readUInt32BE(4 * bucketNumber);
      if (used > 0) names.#buckets.set(bucketNumber, { bytes: bytes.subarray(at, at + used), used });
      at += used;
      names.#size += used / DIGEST_LENGTH;
    }
    if (at !== bytes.length) throw new RangeError(`${at} bytes expected, got ${bytes.length}`);
    return names;
  }
}

const digestOf = (name: string): Buffer => hash('sha256', name, 'buffer').subarray(0, DIGEST_LENGTH);

const bucketOf = (digest: Buffer): number => digest.readUInt16BE(0) % BUCKETS;

function holds(bucket: Bucket | undefined, digest: Buffer): boolean {
  if (bucket === undefined) return false;
  const { bytes, used } = bucket;
  for (let at = bytes.indexOf(digest); at >= 0 && at < used; at = bytes.indexOf(digest, at + 1)) {
    if (at % DIGEST_LENGTH === 0) return true;
  }
  return false;
}
