// The content that loading refuses, accepts for later guards, and ignores (CERT-02 to CERT-06,
// KEYS-01, TYPES).

import { generateKeyPairSync } from 'node:crypto';
import { constants, createZstdCompress, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packFrame, unpackFrame } from '#platform';
import {
  type CertificateType,
  loadCertificate,
  MAX_DOCUMENT_SIZE,
  readDocument,
  splitSigned,
  writeDocument,
} from '../../src/certificates/index.ts';
import { DateTime, type Encodable, encode, Uuid } from '../../src/codec/index.ts';
import { published } from '../support/published-certificates.ts';

type Fields = Readonly<Record<string, Encodable | undefined>>;

const id = Uuid.of(new Uint8Array(16).fill(7));
const timestamp = DateTime.of(1_638_618_643_208_821n);
const key = new Uint8Array(32).fill(1);
const spki = { type: 'spki', format: 'der' } as const;
const rsa = Uint8Array.from(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export(spki));
const ed25519 = Uint8Array.from(generateKeyPairSync('ed25519').publicKey.export(spki));
const valid = {
  user_certificate: {
    type: 'user_certificate',
    author: null,
    timestamp,
    user_id: id,
    human_handle: ['a@b.c', 'A'],
    public_key: key,
    algorithm: 'X25519_XSALSA20_POLY1305',
    profile: 'ADMIN',
  },
  device_certificate: {
    type: 'device_certificate',
    purpose: 'STANDARD',
    author: id,
    timestamp,
    user_id: id,
    device_id: id,
    device_label: 'laptop',
    verify_key: key,
    algorithm: 'ED25519',
  },
  revoked_user_certificate: { type: 'revoked_user_certificate', author: id, timestamp, user_id: id },
  user_update_certificate: {
    type: 'user_update_certificate',
    author: id,
    timestamp,
    user_id: id,
    new_profile: 'STANDARD',
  },
  sequester_authority_certificate: {
    type: 'sequester_authority_certificate',
    timestamp,
    verify_key_der: rsa,
  },
} satisfies { readonly [Type in CertificateType]?: Fields };
type Tried = keyof typeof valid;
const types = Object.keys(valid) as Tried[];
const load = (type: Tried, change: Fields = {}) =>
  loadCertificate(writeDocument({ ...valid[type], ...change }), type);
const refused = (reason: string) => expect.objectContaining({ ok: false, reason });

describe.each(types)('%s', (type) => {
  test('loads completely, also with unknown keys, in any order', () => {
    expect(load(type)).toEqual({ ok: true, certificate: valid[type] });
    expect(load(type, { later: 'ignored' })).toEqual({ ok: true, certificate: valid[type] });
    const shuffled = Object.fromEntries(Object.entries(valid[type]).reverse());
    expect(loadCertificate(writeDocument(shuffled), type)).toEqual({ ok: true, certificate: valid[type] });
  });

  test('is refused when a key is missing, except author and purpose, which may be absent', () => {
    for (const name of Object.keys(valid[type])) {
      const read = load(type, { [name]: undefined });
      if (name === 'type') expect(read).toEqual(refused('type'));
      else if (name === 'purpose')
        expect(read).toMatchObject({ ok: true, certificate: { purpose: 'STANDARD' } });
      else if (name === 'author' && (type === 'user_certificate' || type === 'device_certificate')) {
        expect(read).toMatchObject({ ok: true, certificate: { author: null } });
      } else expect(read).toMatchObject({ ok: false, reason: 'content' });
    }
  });

  test('is refused when a key appears twice', () => {
    for (const [name, value] of Object.entries<Encodable>(valid[type])) {
      const whole = encode(valid[type] as Encodable);
      const once = encode({ [name]: value });
      const twice = Uint8Array.from([(whole[0] ?? 0) + 1, ...whole.subarray(1), ...once.subarray(1)]);
      const content = Uint8Array.from([0, ...packFrame(twice)]);
      expect(loadCertificate(content, type)).toEqual(refused(name === 'type' ? 'type' : 'content'));
    }
  });

  test('is refused when a key has the wrong kind of value', () => {
    for (const name of Object.keys(valid[type]).filter((known) => known !== 'type')) {
      for (const wrong of [false, 5, [], {}])
        expect(load(type, { [name]: wrong })).toEqual(refused('content'));
    }
  });
});

describe('fields', () => {
  test.each<[Tried, Fields]>([
    ['user_certificate', { human_handle: null }],
    ['user_certificate', { author: id }],
    ['user_certificate', { public_key: new Uint8Array(32) }],
    ['user_certificate', { human_handle: ['a@b.c', 'x'.repeat(254)] }],
    ['device_certificate', { device_label: null }],
    ['device_certificate', { author: null }],
    ['device_certificate', { device_label: 'x'.repeat(255) }],
    ['device_certificate', { verify_key: new Uint8Array(32).fill(255) }],
    ['device_certificate', { purpose: 'SHAMIR_RECOVERY' }],
    ['device_certificate', { purpose: 'REGISTRATION' }],
  ])('%s with %j loads, so that guards can check it', (type, change) => {
    expect(load(type, change)).toEqual({ ok: true, certificate: { ...valid[type], ...change } });
  });

  test.each<[Tried, Fields]>([
    ['user_certificate', { public_key: new Uint8Array(31) }],
    ['user_certificate', { public_key: new Uint8Array(33) }],
    ['user_certificate', { algorithm: 'ED25519' }],
    ['user_certificate', { profile: 'admin' }],
    ['user_certificate', { human_handle: ['a', 'A'] }],
    ['user_certificate', { human_handle: ['a@redacted.invalid', 'A'] }],
    ['user_certificate', { human_handle: ['a@b.c', ''] }],
    ['user_certificate', { human_handle: ['a@b.c', 'x'.repeat(255)] }],
    ['user_certificate', { human_handle: ['a@b.c', 'A;'] }],
    ['user_certificate', { human_handle: ['a@b.c', 'A', 'B'] }],
    ['user_certificate', { human_handle: ['a@b.c'] }],
    ['device_certificate', { verify_key: new Uint8Array(33) }],
    ['device_certificate', { purpose: 'OTHER' }],
    ['device_certificate', { device_label: '' }],
    ['device_certificate', { device_label: 'x'.repeat(256) }],
    ['device_certificate', { algorithm: 'ed25519' }],
    ['revoked_user_certificate', { author: null }],
    ['user_update_certificate', { author: null }],
    ['user_update_certificate', { new_profile: 'OWNER' }],
    ['sequester_authority_certificate', { verify_key_der: key }],
    ['sequester_authority_certificate', { verify_key_der: rsa.subarray(0, -1) }],
    ['sequester_authority_certificate', { verify_key_der: ed25519 }],
  ])('%s with %o is refused, the field named and its value not', (type, change) => {
    const read = load(type, change);
    expect(read).toEqual(refused('content'));
    const [name = '', value] = Object.entries(change)[0] ?? [];
    expect(read).toMatchObject({ detail: expect.stringContaining(`/${name}`) });
    if (Array.isArray(value)) expect(JSON.stringify(read)).not.toContain('a@b.c');
  });

  test('labels are normalized to NFC', () => {
    expect(load('device_certificate', { device_label: 'e\u0301' })).toMatchObject({
      certificate: { device_label: '\u00e9' },
    });
    expect(load('user_certificate', { human_handle: ['a@b.c', 'e\u0301'] })).toMatchObject({
      certificate: { human_handle: ['a@b.c', '\u00e9'] },
    });
  });
});

describe('the envelope', () => {
  const document = encode(valid.user_certificate as Encodable);
  const frame = packFrame(document);
  const at = (bytes: Uint8Array) => loadCertificate(bytes, 'user_certificate');
  const enveloped = (...parts: Uint8Array[]) => Uint8Array.from([0, ...parts.flatMap((part) => [...part])]);

  test('accepts any single frame: with its size, with a checksum, uncompressed', () => {
    const checksum = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };
    const raw = Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, document.length, ...littleBlock(document)]);
    for (const good of [frame, zstdCompressSync(document), zstdCompressSync(document, checksum), raw]) {
      expect(at(enveloped(good))).toMatchObject({ ok: true });
    }
  });

  test('is refused with another format byte, uncompressed content, or no content', () => {
    for (const format of [1, 2, 0x28, 0xff])
      expect(at(Uint8Array.from([format, ...frame]))).toEqual(refused('format'));
    expect(at(new Uint8Array())).toEqual(refused('format'));
    expect(at(Uint8Array.from([0]))).toEqual(refused('zstd'));
    expect(at(enveloped(document))).toEqual(refused('zstd'));
    expect(at(document)).toEqual(refused('format'));
  });

  test('is refused when truncated at any byte', () => {
    for (const whole of [frame, zstdCompressSync(document)]) {
      for (let length = 0; length < whole.length; length++) {
        expect(at(enveloped(whole.subarray(0, length)))).toEqual(refused('zstd'));
      }
    }
  });

  test('is refused with more than one frame: other bytes, a second frame, a skippable frame before or after', () => {
    const skippable = Uint8Array.from([0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]);
    for (const parts of [
      [frame, Uint8Array.of(0)],
      [frame, frame],
      [frame, skippable],
      [skippable, frame],
      [skippable],
    ]) {
      expect(at(enveloped(...parts))).toMatchObject({ ok: false });
    }
    const half = document.length >> 1;
    const split = [packFrame(document.subarray(0, half)), packFrame(document.subarray(half))];
    expect(at(enveloped(...split))).toMatchObject({ ok: false });
  });

  test('a decompression bomb is refused early; the largest allowed document is read', () => {
    const padded = (size: number) =>
      Uint8Array.from([...document, ...new Uint8Array(size - document.length)]);
    expect(at(enveloped(packFrame(padded(MAX_DOCUMENT_SIZE))))).toMatchObject({ ok: true });
    expect(at(enveloped(packFrame(padded(MAX_DOCUMENT_SIZE + 1))))).toEqual(refused('too-large'));
    const zeros = new Uint8Array(64 * 1024 * 1024);
    const bomb = zstdCompressSync(zeros);
    const before = process.memoryUsage().arrayBuffers;
    expect(at(enveloped(bomb))).toEqual(refused('too-large'));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
  });

  test('the content must be a map with text keys', () => {
    const array = Object.values(valid.user_certificate) as Encodable[];
    for (const inside of [encode(array), encode(null), encode('x'), encode(new Map([[1, 2]]))]) {
      expect(at(enveloped(packFrame(inside)))).toEqual(refused('content'));
    }
    expect(at(enveloped(packFrame(Uint8Array.of(0xc1))))).toEqual(refused('msgpack'));
    expect(at(enveloped(packFrame(document.subarray(0, 20))))).toEqual(refused('msgpack'));
  });

  test('an altered byte of published content gives a certificate or a refusal, never a crash', () => {
    const outcomes = new Set<string>();
    for (const signed of Object.values(published)) {
      const content = splitSigned(signed)?.message ?? expect.unreachable();
      for (const index of content.keys()) {
        const read = loadCertificate(content.with(index, (content[index] ?? 0) ^ (1 << (index % 8))));
        outcomes.add(read.ok ? 'ok' : read.reason);
      }
    }
    expect([...outcomes].sort()).toEqual(expect.arrayContaining(['content', 'format', 'ok', 'zstd']));
  });

  test('arbitrary bytes are refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (junk) => {
        expect(readDocument(junk).ok).toBe(false);
        expect(loadCertificate(Uint8Array.from([0, ...junk])).ok).toBe(false);
      }),
    );
  });
});

describe('the frame', () => {
  test('equals the output of the streaming encoder, byte for byte', async () => {
    const repetitive = fc
      .array(fc.constantFrom(0, 97, 98), { maxLength: 3000 })
      .map((list) => Uint8Array.from(list));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 3000 }), repetitive), async (content) => {
        expect(packFrame(content)).toEqual(await streamed(content));
        expect(unpackFrame(packFrame(content), MAX_DOCUMENT_SIZE)).toEqual({ ok: true, content });
      }),
      { numRuns: 200 },
    );
  });

  test.each([0, 1, 131_071, 131_072, 131_073, 262_144, 300_000])('also for %i bytes', async (length) => {
    for (const content of [
      new Uint8Array(length),
      Uint8Array.from({ length }, (_, index) => (index * index) >> 3),
    ]) {
      expect(packFrame(content)).toEqual(await streamed(content));
    }
  });
});

async function streamed(content: Uint8Array): Promise<Uint8Array> {
  const encoder = createZstdCompress();
  encoder.end(content);
  const parts: Buffer[] = [];
  for await (const part of encoder) parts.push(part as Buffer);
  return Uint8Array.from(Buffer.concat(parts));
}

/** The header of a raw last block, then the bytes. */
function littleBlock(content: Uint8Array): number[] {
  const header = 1 | (content.length << 3);
  return [header & 0xff, (header >> 8) & 0xff, header >> 16, ...content];
}
