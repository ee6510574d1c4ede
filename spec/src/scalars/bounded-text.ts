import { type Scalar, type TextFault, utf8Length } from './scalar.ts';

export interface TextRule {
  /** Maximum length in bytes of UTF-8, counted after normalization. */
  readonly maxBytes: number;
  readonly allowed?: RegExp;
  readonly expected: string;
}

/**
 * Reads a text in NFC of 1 to `maxBytes` bytes with allowed characters only, the form of
 * identifiers and labels (TYPES-01 to TYPES-04).
 */
export function boundedText(input: string, rule: TextRule): Scalar<string, TextFault> {
  const refuse = (reason: TextFault): Scalar<string, TextFault> => ({
    ok: false,
    reason,
    expected: rule.expected,
  });
  if (input === '') return refuse('empty');
  // Normalization takes time in proportion to the length, and never shortens a text to less than a
  // third.
  if (input.length > 3 * rule.maxBytes + 64) return refuse('too-long');
  const value = input.normalize('NFC');
  const length = utf8Length(value);
  if (length === undefined) return refuse('character');
  if (length > rule.maxBytes) return refuse('too-long');
  if (rule.allowed !== undefined && !rule.allowed.test(value)) return refuse('character');
  return { ok: true, value };
}
