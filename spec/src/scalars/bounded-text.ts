import { type Scalar, type TextFault, utf8Length } from './scalar.ts';

export interface TextRule {
  /** Bytes of UTF-8, counted after normalization. */
  readonly most: number;
  readonly allowed?: RegExp;
  readonly expected: string;
}

/** A text in NFC of 1 to `most` bytes whose characters are allowed: the shape of identifiers and labels (TYPES-01 to TYPES-04). */
export function boundedText(input: string, rule: TextRule): Scalar<string, TextFault> {
  const refuse = (reason: TextFault): Scalar<string, TextFault> => ({
    ok: false,
    reason,
    expected: rule.expected,
  });
  if (input === '') return refuse('empty');
  // Normalizing takes time with length, and never shortens a text to a third.
  if (input.length > 3 * rule.most + 64) return refuse('too-long');
  const value = input.normalize('NFC');
  const length = utf8Length(value);
  if (length === undefined) return refuse('character');
  if (length > rule.most) return refuse('too-long');
  if (rule.allowed !== undefined && !rule.allowed.test(value)) return refuse('character');
  return { ok: true, value };
}
