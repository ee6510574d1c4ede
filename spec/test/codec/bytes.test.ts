import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  base64Of,
  byCodePoint,
  bytesOfBase64,
  bytesOfText,
  concatBytes,
  equalBytes,
} from '../../src/codec/index.ts';

const bytes = fc.uint8Array({ maxLength: 20_000 });

test('base64 is that of RFC 4648, and is read in both alphabets, with or without padding', () => {
  fc.assert(
    fc.property(bytes, (content) => {
      const text = Buffer.from(content).toString('base64');
      expect(base64Of(content)).toBe(text);
      for (const each of [text, text.replaceAll('=', ''), Buffer.from(content).toString('base64url')])
        expect(equalBytes(bytesOfBase64(each), content)).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test('texts become UTF-8', () => {
  expect([...bytesOfText('é€𝄞')]).toEqual([0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9d, 0x84, 0x9e]);
});

test('only the same bytes are equal', () => {
  expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
  expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
  expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2, 0))).toBe(false);
  expect(equalBytes(Uint8Array.of(1, 2, 0), Uint8Array.of(1, 2))).toBe(false);
});

test('pieces are joined in order', () => {
  expect([...concatBytes([Uint8Array.of(1), new Uint8Array(), Uint8Array.of(2, 3)])]).toEqual([1, 2, 3]);
});

test('texts are ordered like their UTF-8 bytes', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '', '￿', '𐀀', '𝄞'), maxLength: 4 });
  fc.assert(
    fc.property(text, text, (left, right) => {
      const order = Buffer.compare(Buffer.from(left), Buffer.from(right));
      expect(Math.sign(byCodePoint(left, right))).toBe(order);
    }),
  );
});
