import { gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { decodedLists } from './decoded-lists.ts';
import { type Encoding, encodingsOfBytes, encodingsOfText, encodingsOfWord } from './secret-encodings.ts';

/**
 * Searches outputs for secrets. It finds them in every encoding of `secret-encodings.ts`, and
 * inside compressed or encoded parts.
 */
export class SecretScan {
  readonly #planted = new Map<string, readonly Encoding[]>();

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
    const layers = layersOf(seen);
    return [...this.#planted].flatMap(([name, forms]) => {
      const form = forms.find(([, bytes]) => layers.some((layer) => layer.includes(bytes)));
      return form === undefined ? [] : [`${name} (${form[0]})`];
    });
  }
}

/** Maximum length of one decompressed part, in bytes. */
const MAX_UNPACKED_BYTES = 4 << 20;
/** Minimum length of a part that is decoded further, in bytes. Words of a log look like short ones. */
const MIN_PART_BYTES = 32;
/** Maximum depth of parts inside parts. */
const MAX_LAYERS = 4;

/**
 * The bytes, and all parts that can be decoded from them, recursively: compressed, base64 and
 * quoted-printable parts, and bytes as a log shows them.
 *
 * @param left - number of further layers to decode
 */
function layersOf(seen: Uint8Array, left = MAX_LAYERS): readonly Buffer[] {
  const bytes = Buffer.from(seen);
  if (left === 0 || (left < MAX_LAYERS && bytes.length < MIN_PART_BYTES)) return [bytes];
  const inner = [...compressedIn(bytes), ...encodedIn(bytes), ...decodedLists(bytes)];
  return [bytes, ...inner.flatMap((part) => layersOf(part, left - 1))];
}

const packers = [
  { magic: Buffer.from('28b52ffd', 'hex'), unpack: (data: Buffer) => zstdDecompressSync(data, limits) },
  { magic: Buffer.from('1f8b', 'hex'), unpack: (data: Buffer) => gunzipSync(data, limits) },
  { magic: Buffer.from('789c', 'hex'), unpack: (data: Buffer) => inflateSync(data, limits) },
  { magic: Buffer.from('78da', 'hex'), unpack: (data: Buffer) => inflateSync(data, limits) },
];
const limits = { maxOutputLength: MAX_UNPACKED_BYTES };

function compressedIn(bytes: Buffer): Buffer[] {
  const contents: Buffer[] = [];
  for (const { magic, unpack } of packers) {
    for (let at = bytes.indexOf(magic); at >= 0; at = bytes.indexOf(magic, at + 1))
      contents.push(...attempt(() => unpack(bytes.subarray(at))));
  }
  return [...contents, ...attempt(() => inflateRawSync(bytes, limits))];
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

function attempt(unpack: () => Buffer): Buffer[] {
  try {
    const out = unpack();
    return out.length > 0 ? [out] : [];
  } catch {
    return [];
  }
}
