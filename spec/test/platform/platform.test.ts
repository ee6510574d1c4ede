import { generateKeyPairSync } from 'node:crypto';
import { constants, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as browser from '../../src/platform/browser.ts';
import * as node from '../../src/platform/node.ts';
import type { Platform } from '../../src/platform/platform.ts';

// Both modules offer the same: a difference is an error of types here.
const platforms: readonly (readonly [string, Platform])[] = [
  ['node', node],
  ['browser', browser],
];
const bytes = fc.uint8Array({ maxLength: 3000 });
const MAX = 65_536;

test.each(platforms)(
  'texts of bytes are read back on %s as on Node, and other texts are refused',
  (_, platform) => {
    fc.assert(
      fc.property(bytes, (content) => {
        expect(platform.hexOf(content)).toBe(Buffer.from(content).toString('hex'));
        expect(platform.bytesOfHex(platform.hexOf(content))).toEqual(content);
        expect(platform.base64urlOf(content)).toBe(Buffer.from(content).toString('base64url'));
        expect(platform.bytesOfBase64url(platform.base64urlOf(content))).toEqual(content);
      }),
    );
    for (const wrong of ['AA==', 'AB', 'A', 'A+', 'é', 'AA\n'])
      expect(platform.bytesOfBase64url(wrong), wrong).toBeUndefined();
  },
);

test.each(platforms)('numbers in a buffer of %s are those of a DataView', (_, platform) => {
  const view = new DataView(new ArrayBuffer(16));
  const buffer = platform.bufferOver(new Uint8Array(view.buffer, 4, 8));
  fc.assert(
    fc.property(fc.bigInt(0n, 2n ** 64n - 1n), (value) => {
      buffer.writeBigUInt64BE(value, 0);
      expect(view.getBigUint64(4)).toBe(value);
      expect(buffer.readBigUInt64BE(0)).toBe(value);
      expect(buffer.readBigInt64BE(0)).toBe(view.getBigInt64(4));
      expect(buffer.readDoubleBE(0)).toBe(view.getFloat64(4));
      expect(buffer.readFloatBE(4)).toBe(view.getFloat32(8));
      expect([1, 2, 4].map((size) => buffer.readUIntBE(0, size))).toEqual([
        view.getUint8(4),
        view.getUint16(4),
        view.getUint32(4),
      ]);
      expect([1, 2, 4].map((size) => buffer.readIntBE(0, size))).toEqual([
        view.getInt8(4),
        view.getInt16(4),
        view.getInt32(4),
      ]);
      buffer.writeIntBE(buffer.readIntBE(4, 4), 0, 4);
      buffer.writeUIntBE(buffer.readUIntBE(6, 2), 4, 2);
      buffer.writeBigInt64BE(buffer.readBigInt64BE(0), 0);
      buffer.writeDoubleBE(1.5, 0);
      expect(view.getFloat64(4)).toBe(1.5);
    }),
  );
});

describe('a zstd frame', () => {
  test.each(platforms)('written on %s is read on both', (_, platform) => {
    for (const length of [0, 1, 3000, 131_071, 131_072, 131_073, 262_144]) {
      const content = new Uint8Array(length).map((_value, index) => index * index);
      const frame = platform.packFrame(content);
      for (const [, reader] of platforms)
        expect(reader.unpackFrame(frame, 300_000)).toEqual({ ok: true, content });
    }
  });

  test('gets the same verdict on both, whole, altered, cut or with bytes behind it', () => {
    const content = fc.oneof(bytes, fc.array(fc.constantFrom(0, 97), { maxLength: 3000 }));
    const level = fc.integer({ min: 1, max: 19 });
    fc.assert(
      fc.property(content, level, fc.nat(), fc.integer({ min: -20, max: 2 }), (piece, power, at, change) => {
        const frame = zstdCompressSync(Uint8Array.from(piece), {
          params: { [constants.ZSTD_c_compressionLevel]: power, [constants.ZSTD_c_checksumFlag]: at % 2 },
        });
        const whole = { ok: true, content: Uint8Array.from(piece) };
        expect(browser.unpackFrame(frame, MAX)).toEqual(whole);
        const other = Buffer.concat([frame, Buffer.alloc(2)]).subarray(0, frame.length + change);
        expect(browser.unpackFrame(other, MAX).ok, 'cut or extended').toBe(node.unpackFrame(other, MAX).ok);
      }),
      { numRuns: 300 },
    );
  });

  test('is refused above the limit, by its announced size and by its content', () => {
    const zeros = new Uint8Array(4_000_000);
    for (const [, { packFrame, unpackFrame }] of platforms)
      for (const frame of [zstdCompressSync(zeros), packFrame(zeros)])
        expect(unpackFrame(frame, MAX)).toEqual({ ok: false, reason: 'too-large' });
  });

  test('that announces a huge window is refused without it in a browser', () => {
    // The descriptor of a window of 1 GiB, then one empty block.
    const frame = Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa0, 1, 0, 0]);
    expect(browser.unpackFrame(frame, MAX)).toEqual({ ok: false, reason: 'too-large' });
  });
});

describe('an RSA public key', () => {
  const spki = { format: 'der', type: 'spki' } as const;
  const pkcs1 = { format: 'der', type: 'pkcs1' } as const;
  const { publicKey: rsa } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const { publicKey: other } = generateKeyPairSync('ed25519');
  const der = rsa.export(spki);

  test.each(platforms)('is known on %s, and no other bytes are taken for one', (_, { isRsaPublicKey }) => {
    expect(isRsaPublicKey(der)).toBe(true);
    for (const wrong of [rsa.export(pkcs1), other.export(spki), Buffer.alloc(0), Buffer.alloc(300, 0x30)])
      expect(isRsaPublicKey(wrong)).toBe(false);
  });

  test('is refused in a browser when cut, and when altered so that Node refuses it', () => {
    for (let length = 0; length < der.length; length += 1)
      expect(browser.isRsaPublicKey(der.subarray(0, length))).toBe(
        node.isRsaPublicKey(der.subarray(0, length)),
      );
    for (const at of Array.from({ length: 28 }, (_, index) => index))
      for (const bit of [1, 2, 4, 8, 16, 32, 64, 128]) {
        const altered = Buffer.from(der.with(at, (der[at] ?? 0) ^ bit));
        // OpenSSL also knows object identifiers of RSA that no standard names.
        if (!node.isRsaPublicKey(altered))
          expect(browser.isRsaPublicKey(altered), `${at} ${bit}`).toBe(false);
      }
  });
});
