import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { SecretScan } from '../../src/case/observations/secret-scan.ts';
import { encode } from '../../src/wire/encode.ts';

const key = Buffer.from('00112233445566778899aabbccddeeff102132435465768798a9bacbdcedfe0f', 'hex');
const label = 'zack’s secret laptop';
const scan = new SecretScan();
scan.plant('key', key);
scan.plant('label', label);
scan.plantWord('code', 'AU2D');

const heard = (seen: Uint8Array | string) => scan.findIn(Buffer.from(seen));

/** Places where a secret may occur, by encoding. */
const places: Readonly<Record<string, (secret: Buffer) => Uint8Array | string>> = {
  'as it is': (secret) => secret,
  'in msgpack': (secret) => encode({ some: [{ deep: secret }] }),
  hexadecimal: (secret) => `id=${secret.toString('hex')};`,
  'upper-case hexadecimal': (secret) => secret.toString('hex').toUpperCase(),
  base64: (secret) => `x ${secret.toString('base64')} y`,
  'base64 in the middle': (secret) =>
    Buffer.concat([Buffer.from('ab'), secret, Buffer.from('c')]).toString('base64'),
  'base64 in the middle, one on': (secret) =>
    Buffer.concat([Buffer.from('a'), secret, Buffer.from('c')]).toString('base64url'),
  'zstd in a signed frame': (secret) =>
    Buffer.concat([Buffer.alloc(64, 7), Uint8Array.of(0), zstdCompressSync(encode({ secret }))]),
  gzip: (secret) => gzipSync(secret),
  deflate: (secret) => deflateSync(Buffer.concat([secret, secret])),
  'base64 of zstd': (secret) =>
    `data: ${zstdCompressSync(Buffer.concat([Buffer.alloc(40), secret])).toString('base64')}\n`,
  'base64 of hexadecimal': (secret) => Buffer.from(secret.toString('hex')).toString('base64'),
};

describe('a secret is found', () => {
  test.each(Object.entries(places))('%s', (_, hide) => {
    expect(heard(hide(key)).map((one) => one.split(' ')[0])).toContain('key');
    expect(heard(hide(Buffer.from(label))).map((one) => one.split(' ')[0])).toContain('label');
  });

  test('a text percent-encoded, escaped as in JSON, in UTF-16, quoted-printable over lines', () => {
    expect(heard(encodeURIComponent(label))).toEqual(['label (percent-encoded)']);
    expect(heard('{"a":"zack\\u2019s secret laptop"}')).toEqual(['label (JSON escapes)']);
    expect(heard(Buffer.from(label, 'utf16le'))).toEqual(['label (UTF-16)']);
    expect(heard('Subject: x\r\n\r\nzack=E2=80=99s secret=\r\n laptop')).toEqual(['label (raw)']);
  });

  test('a short code as a separate word, and not within other letters', () => {
    expect(heard(encode({ code: 'AU2D' }))).toEqual(['code (msgpack text)']);
    expect(heard('{"code":"AU2D"}')).toEqual(['code (in double quotes)']);
    expect(heard('the code is AU2D, said Alice')).toEqual(['code (alone)']);
    expect(heard('xAU2Dx')).toEqual([]);
  });
});

test('input without a secret gives no match', () => {
  const other = Buffer.from(key);
  other[5] = 1;
  expect(heard(other)).toEqual([]);
  expect(heard(other.toString('base64'))).toEqual([]);
  expect(heard(zstdCompressSync(other))).toEqual([]);
  expect(heard('')).toEqual([]);
});
