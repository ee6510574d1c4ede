import { type Decoded, decode, type Encodable, encode } from '@parsec-spec/spec/codec';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import { sampleBytes, sampleNamed } from './samples.ts';

export type Fields = Record<string, Encodable | undefined>;

/** The file of Scille's client (device label "desktop") that is altered, and its password. */
export const original = sampleNamed('bob-desktop.keys');

const cheap = { memlimit_kb: 8, opslimit: 1, parallelism: 1, salt: new Uint8Array(16).fill(7) };

/** One change of the clear fields, of the sealed content, or of the final bytes. */
export interface Alteration {
  clear?: (fields: Fields) => Fields;
  inner?: (fields: Fields) => Fields;
  /** Bytes after the sealed content's map. */
  innerTrail?: number[];
  /**
   * The Argon2id parameters with which the file is sealed again; default: 1 pass over 8 KiB, which
   * is fast.
   */
  algorithm?: Partial<typeof cheap>;
  bytes?: (bytes: Uint8Array) => Uint8Array;
}

/** The file with one change, sealed again with the same password. */
export async function altered(change: Alteration): Promise<Uint8Array> {
  const algorithm = { ...cheap, ...change.algorithm };
  const fields = fieldsOf(sampleBytes(original));
  const inner = fieldsOf(Uint8Array.from(Buffer.from(original.opened_hex, 'hex')));
  const plain = [...encode((change.inner ?? same)(inner) as Encodable), ...(change.innerTrail ?? [])];
  const { memlimit_kb: memlimitKib, opslimit, parallelism, salt } = algorithm;
  const password = new TextEncoder().encode(original.secret);
  const key = await syncCrypto.argon2id(password, { memlimitKib, opslimit, parallelism, salt });
  const ciphertext = syncCrypto.secretboxSeal(key, new Uint8Array(24).fill(9), Uint8Array.from(plain));
  const clear: Fields = { ...fields, algorithm: { type: 'ARGON2ID', ...algorithm }, ciphertext };
  const bytes = encode((change.clear ?? same)(clear) as Encodable);
  return (change.bytes ?? ((unchanged: Uint8Array) => unchanged))(bytes);
}

/** The fields with some changed, or removed if the new value is `undefined`. */
export const setting =
  (changes: Fields) =>
  (fields: Fields): Fields => ({ ...fields, ...changes });

/** The Argon2id map with fields that are changed after sealing, so that they no longer match. */
export const algorithmSetting =
  (changes: Fields) =>
  (fields: Fields): Fields => ({
    ...fields,
    algorithm: { ...(fields.algorithm as Fields), ...changes },
  });

/** The ciphertext, changed after sealing. */
export const ciphertextAs =
  (change: (box: Uint8Array) => Uint8Array) =>
  (fields: Fields): Fields => ({
    ...fields,
    ciphertext: change(Uint8Array.from(fields.ciphertext as Uint8Array)),
  });

/** One bit flipped. */
export const flipped = (bytes: Uint8Array, at: number, bit = 0): Uint8Array =>
  bytes.with(at, (bytes[at] ?? 0) ^ (1 << bit));

function fieldsOf(bytes: Uint8Array): Fields {
  return { ...(decode(bytes) as Record<string, Decoded>) } as Fields;
}

const same = (fields: Fields): Fields => fields;
