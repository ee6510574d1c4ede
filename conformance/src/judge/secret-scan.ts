import { gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import {
  type Encoding,
  encodingsOfBytes,
  encodingsOfText,
  encodingsOfWord,
} from '../wire/secret-encodings.ts';
import { printedBytesIn } from './printed-bytes.ts';

/**
 * Searches outputs for secrets. It finds them in every encoding of `secret-encodings.ts`, and
 * inside compressed or encoded parts.
 */
export class SecretScan {
  readonly #planted = new Map<string, readonly Encoding[]>();
  readonly #budget = { left: MAX_DECODED_BYTES };
  readonly #onGap: (() => void) | undefined;

  /**
   * @param onGap - called if the outputs decode to more than is searched. Without it, that is a
   *   finding.
   */
  constructor(onGap?: () => void) {
    this.#onGap = onGap;
  }

  /** Adds a secret: bytes, or a text of at least six characters. */
  plant(name: string, secret: Uint8Array | string): void {
    this.#planted.set(name, typeof secret === 'string' ? encodingsOfText(secret) : encodingsOfBytes(secret));
  }

  /** Adds a secret of a few characters, such as a short code. It is found only as a whole word. */
  plantWord(name: string, word: string): void {
    this.#planted.set(name, encodingsOfWord(word));
  }

  /** The names of the added secrets. */
  get names(): readonly string[] {
    return [...this.#planted.keys()];
  }

  /** The secrets in an output, each as `NAME (ENCODING)`. */
  findIn(seen: Uint8Array): readonly string[] {
    // Of each secret the first form that occurs in any layer.
    const firstForms = new Map<string, number>();
    for (const layer of layersOf(seen, this.#budget)) {
      for (const [name, forms] of this.#planted) {
        const nth = forms.slice(0, firstForms.get(name)).findIndex(([, bytes]) => layer.includes(bytes));
        if (nth >= 0) firstForms.set(name, nth);
      }
    }
    const isWhole = this.#budget.left > 0;
    if (!isWhole) this.#onGap?.();
    return [
      ...[...this.#planted].flatMap(([name, forms]) => {
        const form = forms[firstForms.get(name) ?? forms.length];
        return form === undefined ? [] : [`${name} (${form[0]})`];
      }),
      ...(isWhole || this.#onGap !== undefined ? [] : [GAP]),
    ];
  }
}

/** Maximum length of all parts that one scan decodes, in bytes. */
export const MAX_DECODED_BYTES = 64 << 20;
/** The text of a finding or note about a scan that exceeded this limit. */
export const GAP = `parts that decode to more than ${MAX_DECODED_BYTES >> 20} MiB, the rest of which was not searched`;
/** Maximum length of one decompressed part, in bytes. */
const MAX_UNPACKED_BYTES = 4 << 20;
/** What an attempt to decompress counts, in bytes, because many attempts take long. */
const ATTEMPT_BYTES = 4 << 10;
/** Minimum length of a part that is decoded further, in bytes. Words of a log look like short ones. */
const MIN_PART_BYTES = 32;
/** Maximum depth of parts inside parts. */
const MAX_LAYERS = 4;

/**
 * The bytes, and all parts that can be decoded from them, recursively: compressed, base64 and
 * quoted-printable parts, and bytes as a log shows them.
 *
 * @param budget - the bytes that may still be decoded
 * @param left - number of further layers to decode
 */
function* layersOf(seen: Uint8Array, budget: Budget, left = MAX_LAYERS): Generator<Buffer> {
  const bytes = Buffer.from(seen);
  yield bytes;
  if (left === 0 || (left < MAX_LAYERS && bytes.length < MIN_PART_BYTES)) return;
  for (const decode of [compressedIn, encodedIn, printedBytesIn]) {
    if (budget.left <= 0) return;
    for (const part of decode(bytes, budget)) {
      budget.left -= part.length;
      yield* layersOf(part, budget, left - 1);
    }
  }
}

interface Budget {
  left: number;
}

const packers = [
  { magic: Buffer.from('28b52ffd', 'hex'), unpack: (data: Buffer) => zstdDecompressSync(data, limits) },
  { magic: Buffer.from('1f8b', 'hex'), unpack: (data: Buffer) => gunzipSync(data, limits) },
  { magic: Buffer.from('789c', 'hex'), unpack: (data: Buffer) => inflateSync(data, limits) },
  { magic: Buffer.from('78da', 'hex'), unpack: (data: Buffer) => inflateSync(data, limits) },
];
const limits = { maxOutputLength: MAX_UNPACKED_BYTES };

function* compressedIn(bytes: Buffer, budget: Budget): Generator<Buffer> {
  for (const { magic, unpack } of packers) {
    for (let at = bytes.indexOf(magic); at >= 0 && budget.left > 0; at = bytes.indexOf(magic, at + 1))
      yield* attempt(() => unpack(bytes.subarray(at)), budget);
  }
  yield* attempt(() => inflateRawSync(bytes, limits), budget);
}

/** Decodes runs of base64, which may contain line breaks, and quoted-printable. */
function encodedIn(bytes: Buffer): Buffer[] {
  const text = bytes.toString('latin1');
  const runs = text.match(/[A-Za-z0-9+/_-]{24,}(?:\r?\n[A-Za-z0-9+/_-]+)*={0,2}/g) ?? [];
  const decoded = runs.map((run) => Buffer.from(run.replaceAll(/\s/g, ''), 'base64'));
  if (!/=[0-9A-F]{2}/.test(text)) return decoded;
  const plain = text
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return [...decoded, Buffer.from(plain, 'latin1')];
}

function attempt(unpack: () => Buffer, budget: Budget): Buffer[] {
  budget.left -= ATTEMPT_BYTES;
  try {
    const out = unpack();
    return out.length > 0 ? [out] : [];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') budget.left -= MAX_UNPACKED_BYTES;
    return [];
  }
}
