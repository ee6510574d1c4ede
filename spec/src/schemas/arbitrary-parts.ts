import fc from 'fast-check';
import { hexOf } from '#platform';
import { DateTime, type Encodable, Float, Uuid } from '../codec/index.ts';
import { validationCodePattern } from '../scalars/index.ts';
import type { ScalarWord } from './wire.ts';

/** Byte strings: of exactly `length` bytes, or up to 64. */
export const bin = (length?: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array(length === undefined ? { maxLength: 64 } : { minLength: length, maxLength: length });

/** Identifiers of 16 bytes. */
export const uuid = (): fc.Arbitrary<Uuid> => bin(16).map((bytes) => Uuid.of(bytes));

/** Times between the years 1000 and 9999, exact to the microsecond. */
export const datetime = (): fc.Arbitrary<DateTime> =>
  fc
    .bigInt({ min: -30_610_224_000_000_000n, max: 253_402_300_799_999_999n })
    .map((micros) => DateTime.of(micros));

/** Floats other than NaN. */
export const float = (): fc.Arbitrary<Float> => fc.double({ noNaN: true }).map((value) => new Float(value));

/** Unsigned 64-bit integers, often small: a number while it is exact, otherwise a bigint. */
export const u64 = (): fc.Arbitrary<number | bigint> =>
  fc
    .oneof(fc.bigInt({ min: 0n, max: 1000n }), fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }))
    .map((value) => (value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value));

/** Signed 64-bit integers: a number while it is exact, otherwise a bigint. */
export const i64 = (): fc.Arbitrary<number | bigint> =>
  fc
    .bigInt({ min: -0x8000_0000_0000_0000n, max: 0x7fff_ffff_ffff_ffffn })
    .map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value));

/** Unsigned 32-bit integers. */
export const u32 = (): fc.Arbitrary<number> => fc.nat({ max: 0xffff_ffff });

/** Integers between two bounds, both included. */
export const integer = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

/** Maps with any kind of keys, without duplicate keys. */
export const wireMap = <K extends Encodable, V extends Encodable>(
  keys: fc.Arbitrary<K>,
  values: fc.Arbitrary<V>,
): fc.Arbitrary<ReadonlyMap<K, V>> =>
  fc
    .uniqueArray(fc.tuple(keys, values), { maxLength: 4, selector: ([key]) => String(key) })
    .map((entries) => new Map(entries));

const word = fc.stringMatching(/^[a-z0-9]{1,12}$/);
const label = fc.stringMatching(/^[\p{L}\p{N} ().'-]{1,30}$/u).map((text) => text.normalize('NFC'));

const texts: Record<ScalarWord, fc.Arbitrary<string>> = {
  organizationId: fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/),
  emailAddress: fc.tuple(word, word).map(([local, domain]) => `${local}@${domain}.example.com`),
  humanLabel: label,
  deviceLabel: label,
  validationCode: fc.stringMatching(validationCodePattern),
  uuidText: bin(16).map((bytes) => hexOf(bytes)),
};

/** Texts that obey the rule of a scalar. */
export const scalar = (name: ScalarWord): fc.Arbitrary<string> => texts[name];

/**
 * The top-level fields of an object that may be dropped or replaced; null when the value is not an
 * object.
 */
export interface MistakePlan {
  readonly drop: readonly string[];
  readonly fields: readonly string[];
}

// A value that no schema of the protocol accepts, neither as a field nor as a whole message.
const refusedEverywhere: readonly unknown[] = [[[]]];

/**
 * A value one mistake away from a valid one: a required field is dropped, or replaced by a value that
 * no schema accepts.
 */
export function nearMiss(valid: fc.Arbitrary<unknown>, plan: MistakePlan | null): fc.Arbitrary<unknown> {
  if (plan === null || plan.fields.length === 0)
    return fc.constantFrom<unknown>(refusedEverywhere, undefined);
  const spoilt = fc
    .tuple(valid, fc.constantFrom(...plan.fields))
    .map(([value, field]) => ({ ...Object(value), [field]: refusedEverywhere }));
  if (plan.drop.length === 0) return spoilt;
  const dropped = fc
    .tuple(valid, fc.constantFrom(...plan.drop))
    .map(([value, field]) => without(value, field));
  return fc.oneof(dropped, spoilt);
}

function without(value: unknown, field: string): unknown {
  return Object.fromEntries(Object.entries(Object(value)).filter(([name]) => name !== field));
}
