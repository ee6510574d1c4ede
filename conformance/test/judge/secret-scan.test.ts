import { inspect } from 'node:util';
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { GAP, MAX_DECODED_BYTES, SecretScan } from '../../src/judge/secret-scan.ts';
import { encode } from '../../src/wire/encode.ts';

const key = Buffer.from('00112233445566778899aabbccddeeff102132435465768798a9bacbdcedfe0f', 'hex');
const label = 'zack’s secret laptop';
const scan = new SecretScan();
scan.plant('key', key);
scan.plant('label', label);
scan.plantWord('code', 'AU2D');

const findIn = (seen: Uint8Array | string) => scan.findIn(Buffer.from(seen));

/** Outputs that contain a secret, by its encoding. */
const outputs: Readonly<Record<string, (secret: Buffer) => Uint8Array | string>> = {
  raw: (secret) => secret,
  'in msgpack': (secret) => encode({ some: [{ deep: secret }] }),
  hexadecimal: (secret) => `id=${secret.toString('hex')};`,
  'upper-case hexadecimal': (secret) => secret.toString('hex').toUpperCase(),
  base64: (secret) => `x ${secret.toString('base64')} y`,
  'base64 in the middle': (secret) =>
    Buffer.concat([Buffer.from('ab'), secret, Buffer.from('c')]).toString('base64'),
  'base64 at another alignment': (secret) =>
    Buffer.concat([Buffer.from('a'), secret, Buffer.from('c')]).toString('base64url'),
  'zstd in a signed frame': (secret) =>
    Buffer.concat([Buffer.alloc(64, 7), Uint8Array.of(0), zstdCompressSync(encode({ secret }))]),
  gzip: (secret) => gzipSync(secret),
  deflate: (secret) => deflateSync(Buffer.concat([secret, secret])),
  'base64 of zstd': (secret) =>
    `data: ${zstdCompressSync(Buffer.concat([Buffer.alloc(40), secret])).toString('base64')}\n`,
  'a list of Go': (secret) => `key=[${[...secret].join(' ')}]`,
  'a list of Rust or JSON': (secret) => `{"key":[${[...secret].join(', ')}]}`,
  'a typed array': (secret) => inspect({ key: Uint8Array.from(secret) }),
  'a list of signed bytes': (secret) => `[${[...Int8Array.from(secret)].join(', ')}]`,
  'a Buffer of Node': (secret) => inspect(secret).padEnd(60),
  'hexadecimal with spaces': (secret) => pairs(secret).join(' '),
  'hexadecimal with colons, upper-case': (secret) => pairs(secret).join(':').toUpperCase(),
  'a C array': (secret) => `{${pairs(secret).map((pair) => `0x${pair}`)}}`,
  'a hex dump': (secret) =>
    rows(secret)
      .map((row, at) => `0000${at}0  ${pairs(row).join(' ')}  |................|\n`)
      .join(''),
  'a hex dump of xxd': (secret) =>
    rows(secret)
      .map(
        (row, at) =>
          `0000000${at}: ${row
            .toString('hex')
            .match(/.{1,4}/g)
            ?.join(' ')}  .........\n`,
      )
      .join(''),
  'repr of Python': (secret) => `key=b'${[...secret].map(pythonByte).join('')}'`,
  'octal escapes': (secret) => [...secret].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join(''),
  base32: (secret) => `key ${base32(secret)}==== `,
  'base32 in lower case, not padded': (secret) =>
    base32(Buffer.concat([Buffer.from('ab'), secret])).toLowerCase(),
  'base64 of hexadecimal': (secret) => Buffer.from(secret.toString('hex')).toString('base64'),
};

const pairs = (secret: Buffer): readonly string[] => secret.toString('hex').match(/../g) ?? [];
const rows = (secret: Buffer): readonly Buffer[] =>
  Array.from({ length: Math.ceil(secret.length / 16) }, (_, at) => secret.subarray(16 * at, 16 * at + 16));
const pythonByte = (byte: number): string => {
  const letter = String.fromCharCode(byte);
  if (byte < 32 || byte > 126)
    return { 9: '\\t', 10: '\\n', 13: '\\r' }[byte] ?? `\\x${pairs(Buffer.of(byte))}`;
  return letter === '\\' || letter === "'" ? `\\${letter}` : letter;
};
const base32 = (secret: Buffer): string =>
  [...secret]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('')
    .match(/.{1,5}/g)
    ?.map((bits) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(bits.padEnd(5, '0'), 2)])
    .join('') ?? '';

describe('a secret is found', () => {
  test.each(Object.entries(outputs))('%s', (_, hide) => {
    expect(findIn(hide(key)).map((one) => one.split(' ')[0])).toContain('key');
    expect(findIn(hide(Buffer.from(label))).map((one) => one.split(' ')[0])).toContain('label');
  });

  test('in a text that is percent-encoded, escaped as in JSON, in UTF-16, or quoted-printable', () => {
    expect(findIn(encodeURIComponent(label))).toEqual(['label (percent-encoded)']);
    expect(findIn('{"a":"zack\\u2019s secret laptop"}')).toEqual(['label (raw)']);
    expect(findIn(Buffer.from(label, 'utf16le'))).toEqual(['label (UTF-16)']);
    expect(findIn('Subject: x\r\n\r\nzack=E2=80=99s secret=\r\n laptop')).toEqual(['label (raw)']);
  });

  test('in a short code that is a separate word, but not inside other letters', () => {
    expect(findIn(encode({ code: 'AU2D' }))).toEqual(['code (msgpack text)']);
    expect(findIn('{"code":"AU2D"}')).toEqual(['code (in double quotes)']);
    expect(findIn('the code is AU2D, said Alice')).toEqual(['code (alone)']);
    expect(findIn('xAU2Dx')).toEqual([]);
  });
});

test('input without a secret gives no match', () => {
  const other = Buffer.from(key);
  other[5] = 1;
  expect(findIn(other)).toEqual([]);
  expect(findIn(other.toString('base64'))).toEqual([]);
  expect(findIn(zstdCompressSync(other))).toEqual([]);
  expect(findIn('')).toEqual([]);
});

describe('one scan decodes at most 64 MiB', () => {
  const bomb = gzipSync(Buffer.alloc(4 << 20));
  const scanOf = (onGap?: () => void) => {
    const fresh = new SecretScan(onGap);
    fresh.plant('key', key);
    return fresh;
  };

  test('of many compressed parts, and says that it did not search the rest', () => {
    const seen = Buffer.concat([...Array(200).fill(bomb), gzipSync(key)]);
    const started = process.cpuUsage();
    expect(scanOf().findIn(seen)).toEqual([GAP]);
    expect(process.cpuUsage(started).user).toBeLessThan(20_000_000);
    expect(scanOf().findIn(Buffer.concat([bomb, gzipSync(key)]))).toEqual(['key (raw)']);
  });

  test('of many outputs', () => {
    const fresh = scanOf();
    const answers = Array.from({ length: 17 }, () => fresh.findIn(bomb));
    expect(answers.at(0)).toEqual([]);
    expect(answers.at(-1)).toEqual([GAP]);
    expect(fresh.findIn(key)).toEqual(['key (raw)', GAP]);
  });

  test('calls the function of its caller instead, if there is one', () => {
    let gaps = 0;
    const fresh = scanOf(() => {
      gaps += 1;
    });
    expect(fresh.findIn(Buffer.concat(Array(100).fill(bomb)))).toEqual([]);
    expect(gaps).toBe(1);
  });

  test('of parts that are longer than a part may be, and of many attempts', () => {
    const long = gzipSync(Buffer.alloc(8 << 20));
    expect(scanOf().findIn(Buffer.concat(Array(40).fill(long)))).toEqual([GAP]);
    expect(scanOf().findIn(Buffer.alloc(MAX_DECODED_BYTES >> 8, Buffer.from('1f8b', 'hex')))).toEqual([GAP]);
  });
});
