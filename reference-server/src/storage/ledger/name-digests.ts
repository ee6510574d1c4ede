import { bytesOfText } from '@parsec-spec/spec/codec';
import { syncCrypto } from '@parsec-spec/spec/crypto';

/** Bytes of a digest. Someone who looks for two names with the same digest must try about 2^64. */
const DIGEST_LENGTH = 16;
/** The number of buckets. */
const BUCKETS = 4096;

/** Digests one after the other; `used` bytes are in use. */
interface Bucket {
  bytes: Uint8Array;
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
    const bucket = this.#buckets.get(bucketNumber) ?? { bytes: new Uint8Array(), used: 0 };
    if (holds(bucket, digest)) return;
    if (bucket.used === bucket.bytes.length) {
      const grown = new Uint8Array(Math.ceil((bucket.used / DIGEST_LENGTH + 1) * 1.25) * DIGEST_LENGTH);
      grown.set(bucket.bytes);
      bucket.bytes = grown;
    }
    bucket.bytes.set(digest, bucket.used);
    bucket.used += DIGEST_LENGTH;
    this.#buckets.set(bucketNumber, bucket);
    this.#size += 1;
  }

  /** The set as bytes: the number of names in each bucket, then the digests. */
  pack(): Uint8Array {
    const packed = new Uint8Array(4 * BUCKETS + DIGEST_LENGTH * this.#size);
    const view = new DataView(packed.buffer);
    let at = 4 * BUCKETS;
    for (let bucketNumber = 0; bucketNumber < BUCKETS; bucketNumber++) {
      const { bytes, used } = this.#buckets.get(bucketNumber) ?? { bytes: new Uint8Array(), used: 0 };
      view.setUint32(4 * bucketNumber, used / DIGEST_LENGTH);
      packed.set(bytes.subarray(0, used), at);
      at += used;
    }
    return packed;
  }

  /**
   * Reads what `pack` wrote. The set keeps the bytes. Throws a RangeError when they are too few or
   * too many.
   */
  static unpack(packed: Uint8Array): NameDigests {
    const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
    const names = new NameDigests();
    let at = 4 * BUCKETS;
    for (let bucketNumber = 0; bucketNumber < BUCKETS; bucketNumber++) {
      const used = DIGEST_LENGTH * view.getUint32(4 * bucketNumber);
      if (used > 0) names.#buckets.set(bucketNumber, { bytes: packed.subarray(at, at + used), used });
      at += used;
      names.#size += used / DIGEST_LENGTH;
    }
    if (at !== packed.length) throw new RangeError(`${at} bytes expected, got ${packed.length}`);
    return names;
  }
}

const digestOf = (name: string): Uint8Array =>
  syncCrypto.sha256(bytesOfText(name)).subarray(0, DIGEST_LENGTH);

const bucketOf = (digest: Uint8Array): number => ((digest[0] ?? 0) * 256 + (digest[1] ?? 0)) % BUCKETS;

function holds(bucket: Bucket | undefined, digest: Uint8Array): boolean {
  if (bucket === undefined) return false;
  const { bytes, used } = bucket;
  for (let at = 0; at < used; at += DIGEST_LENGTH) if (isAt(bytes, at, digest)) return true;
  return false;
}

function isAt(bytes: Uint8Array, at: number, digest: Uint8Array): boolean {
  // Digests of one bucket have the first bits in common, so the last byte tells most apart.
  for (let index = DIGEST_LENGTH - 1; index >= 0; index--)
    if (bytes[at + index] !== digest[index]) return false;
  return true;
}
