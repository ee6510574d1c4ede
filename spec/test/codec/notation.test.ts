import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DateTime, decode, type Encodable, encode, Float, Uuid } from '../../src/codec/index.ts';
import { fromNotation, type Notation, toNotation } from '../../src/codec/notation.ts';

const leaf: fc.Arbitrary<Encodable> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
  fc.string(),
  fc.uint8Array({ maxLength: 20 }),
  fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Uuid.of(bytes)),
  fc
    .bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n })
    .map((micros) => DateTime.of(micros)),
  // JSON has no negative zero.
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => new Float(value + 0)),
);
const key = fc.string().filter((text) => !text.startsWith('$') && text !== '__proto__');
const value: fc.Arbitrary<Encodable> = fc.oneof(
  leaf,
  fc.array(leaf, { maxLength: 4 }),
  fc.dictionary(key, leaf, { maxKeys: 4 }),
  fc.array(fc.tuple(fc.integer(), leaf), { minLength: 1, maxLength: 3 }).map((pairs) => new Map(pairs)),
);

describe('a wire value in JSON', () => {
  it('gives the same bytes again, also through text', () => {
    fc.assert(
      fc.property(value, (wire) => {
        const text = JSON.stringify(toNotation(decode(encode(wire))));
        expect(encode(fromNotation(JSON.parse(text) as Notation))).toEqual(encode(wire));
      }),
    );
  });

  it('is written as the README says', () => {
    const wire = {
      bin: Uint8Array.of(0, 255),
      uuid: Uuid.of(new Uint8Array(16)),
      datetime: DateTime.of(1_735_689_600_000_000n),
      float: new Float(300),
      int: 2n ** 64n - 1n,
      map: new Map([[1, 'one']]),
    };
    expect(toNotation(wire)).toEqual({
      bin: { $bin: '00ff' },
      uuid: { $uuid: '00000000000000000000000000000000' },
      datetime: { $datetime: '2025-01-01T00:00:00Z' },
      float: { $float: 300 },
      int: { $int: '18446744073709551615' },
      map: { $map: [[1, 'one']] },
    });
  });

  it.each([
    [{ $bin: '0' }, /\$bin cannot contain "0"/],
    [{ $bin: 'AB' }, /\$bin/],
    [{ $uuid: 'x' }, /\$uuid/],
    [{ $datetime: '2025-01-01' }, /\$datetime/],
    [{ $int: '1.5' }, /\$int/],
    [{ $map: [[1]] }, /pairs/],
    [{ $other: 1 }, /\$other/],
    [{ $bin: '00', more: 1 }, /\$bin has other keys beside it/],
    [1.5, /not an exact integer/],
  ] as const)('%j stands for nothing', (wrong, message) => {
    expect(() => fromNotation(wrong)).toThrow(message);
  });
});
