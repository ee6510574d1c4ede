import { gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { type Form, formsOfBytes, formsOfText, formsOfWord } from './secret-encodings.ts';

/**
 * Secrets that must not appear anywhere. Each is searched for in every encoding and under every
 * layer.
 */
export class SecretScan {
  readonly #planted = new Map<string, readonly Form[]>();

  /** Adds a secret: bytes, or a text of at least six characters that does not occur by chance. */
  plant(name: string, secret: Uint8Array | string): void {
    this.#planted.set(name, typeof secret === 'string' ? formsOfText(secret) : formsOfBytes(secret));
  }

  /** Adds a secret of a few characters, such as a short code. It is found only as a whole word. */
  plantWord(name: string, word: string): void {
    this.#planted.set(name, formsOfWord(word));
  }

  /** The names of the secrets. */
  get names(): readonly string[] {
    return [...this.#planted.keys()];
  }

  /**
   * The secrets found in the given bytes: for each, its name and the encoding in which it appears.
   */
  heardIn(seen: Uint8Array): readonly string[] {
    const layers = layersOf(seen);
    return [...this.#planted].flatMap(([name, forms]) => {
      const form = forms.find(([, bytes]) => layers.some((layer) => layer.includes(bytes)));
      return form === undefined ? [] : [`${name} (${form[0]})`];
    });
  }
}

const most = 4 << 20;
const depth = 4;

/**
 * The given bytes and everything that can be unpacked from them, recursively: compressed parts,
 * base64 and quoted-printable.
 */
function layersOf(seen: Uint8Array, left = depth): readonly Buffer[] {
  const bytes = Buffer.from(seen);
  if (left === 0) return [bytes];
  const inner = [...compressedIn(bytes), ...encodedIn(bytes)];
  return [bytes, ...inner.flatMap((part) => layersOf(part, left - 1))];
}

const packers = [
  { magic: Buffer.from('28b52ffd', 'hex'), unpack: (data: Buffer) => zstdDecompressSync(data, limits) },
  { magic: Buffer.from('1f8b', 'hex'), unpack: (data: Buffer) => gunzipSync(data, limits) },
  { magic: Buffer.from('789c', 'hex'), unpack: (data: Buffer) => inflateSync(data, limits) },
  { magic: Buffer.from('78da', 'hex'), unpack: (data: Buffer) => inflateSync(data, limits) },
];
const limits = { maxOutputLength: most };

function compressedIn(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (const { magic, unpack } of packers) {
    for (let at = bytes.indexOf(magic); at >= 0; at = bytes.indexOf(magic, at + 1))
      found.push(...attempt(() => unpack(bytes.subarray(at))));
  }
  return [...found, ...attempt(() => inflateRawSync(bytes, limits))];
}

/** Runs of base64 (line breaks within them ignored) and of quoted-printable. */
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
