import { expect, test } from 'vitest';
import { isEqual } from '../../src/judge/equal.ts';
import { plainObservation } from '../../src/judge/observation.ts';
import { observationText } from '../../src/report/sentences.ts';
import { decode } from '../../src/wire/decode.ts';
import { encode } from '../../src/wire/encode.ts';
import { parseJson } from '../../src/wire/parse-json.ts';
import { MAX_RECORDED_LENGTH, readRecordedExchange } from '../../src/wire/recorded-exchange.ts';

const MIB = 1 << 20;

/** An array of 2^20 empty maps. */
const wide = Buffer.concat([Uint8Array.of(0xdd, 0, 0x10, 0, 0), Buffer.alloc(MIB, 0x80)]);

/** `depth` nested arrays. */
const nested = (depth: number): unknown => Array.from({ length: depth }).reduce((inner) => [inner], null);

test('msgpack with too many levels or values is refused, and a realistic reply is accepted', () => {
  expect(() => decode(Buffer.concat([Buffer.alloc(MIB, 0x91), Uint8Array.of(0xc0)]))).toThrow(/64 levels/);
  expect(() => decode(wide)).toThrow(/65536 values/);
  expect(() => decode(encode(nested(65)))).toThrow(/64 levels/);
  expect(decode(encode(nested(64)))).toEqual(nested(64));
  const certificates = Array.from({ length: 10_000 }, () => Buffer.alloc(150, 1));
  const reply = { status: 'ok', common_certificates: certificates, realm_certificates: {} };
  expect(Object(decode(encode(reply))).common_certificates).toHaveLength(10_000);
});

test('the bounds check skips values of each msgpack format by their length', () => {
  const texts = ['', 'x'.repeat(31), 'x'.repeat(200), 'x'.repeat(300), 'x'.repeat(70_000)];
  const numbers = [0, -1, 200, 60_000, 3_000_000_000, -100, -30_000, -2_000_000_000, 1.5];
  const values = [...texts, ...texts.map((text) => Buffer.from(text)), ...numbers, null, true, false];
  for (const value of values) {
    // 0xdd begins an array. If the check skipped too few bytes of a value, it would see a huge
    // array.
    const filled = [value, Buffer.alloc(300, 0xdd), [value], { a: value }];
    expect(decode(encode(filled))).toEqual(filled);
  }
});

test('JSON with too many levels or values is refused, and brackets in strings do not count', () => {
  expect(() => parseJson('['.repeat(MIB))).toThrow(/64 levels/);
  expect(() => parseJson(`[${'{},'.repeat(MIB / 3)}{}]`)).toThrow(/262144 values/);
  expect(() => parseJson(`[${'{},'.repeat(MIB)}{}]`)).toThrow(/2097152 values/);
  expect(() => parseJson('{"a":')).toThrow(SyntaxError);
  const text = JSON.stringify({ a: `"${'[{'.repeat(100)}\\`, b: nested(60) });
  expect(parseJson(text)).toEqual(JSON.parse(text));
});

test('deeply nested values are compared and shown without a stack overflow', () => {
  const deep = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`);
  expect(isEqual(deep, deep)).toBe(false);
  expect(isEqual(deep, [])).toBe(false);
  const shown = plainObservation({ value: deep }, (text) => text);
  expect(observationText(shown)).toBe(`${'['.repeat(13)}…${']'.repeat(13)}`);
});

test('a recorded exchange that is too long is refused before it is parsed', () => {
  const read = () => readRecordedExchange(' '.repeat(MAX_RECORDED_LENGTH + 1));
  expect(read).toThrow(/more than 67108864 characters/);
});
