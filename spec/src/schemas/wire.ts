import { DateTime, Float, Uuid } from '../codec/index.ts';
import {
  deviceLabel,
  emailAddress,
  humanLabel,
  organizationId,
  validationCodePattern,
} from '../scalars/index.ts';

/**
 * The words of the `wire` keyword of schemas, each with its test on decoded values
 * (spec/protocol/encoding.md).
 */
export const wire = {
  bin: (value: unknown): boolean => value instanceof Uint8Array,
  datetime: (value: unknown): boolean => DateTime.is(value),
  uuid: (value: unknown): boolean => Uuid.is(value),
  /** Floats are written as float64; a reader also accepts integers. */
  float: (value: unknown): boolean => Float.is(value) || isInteger(value),
  u64: (value: unknown): boolean => isInteger(value) && value >= 0 && value <= 0xffff_ffff_ffff_ffffn,
  i64: (value: unknown): boolean =>
    isInteger(value) && value >= -0x8000_0000_0000_0000n && value <= 0x7fff_ffff_ffff_ffffn,
  u32: (value: unknown): boolean => isInteger(value) && value >= 0 && value <= 0xffff_ffff,
  map: (value: unknown): boolean => value instanceof Map,
} as const;

/** Text rules of the `scalar` keyword (TYPES-01 … TYPES-09). */
export const scalar = {
  organizationId: (value: string): boolean => organizationId(value).ok,
  emailAddress: (value: string): boolean => emailAddress(value).ok,
  humanLabel: (value: string): boolean => humanLabel(value).ok,
  deviceLabel: (value: string): boolean => deviceLabel(value).ok,
  uuidText: (value: string): boolean => Uuid.parse(value) !== undefined,
  validationCode: (value: string): boolean => validationCodePattern.test(value),
} as const;

/** A word of the `scalar` keyword. */
export type ScalarWord = keyof typeof scalar;

const isInteger = (value: unknown): value is number | bigint =>
  typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value));
