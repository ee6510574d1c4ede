import { boundedText, type TextRule } from './bounded-text.ts';
import type { Scalar, TextFault } from './scalar.ts';

const rule: TextRule = {
  maxBytes: 32,
  // Word characters as Unicode regular expressions define them, and `-`.
  allowed: /^[\p{Alphabetic}\p{Mark}\p{Decimal_Number}\p{Connector_Punctuation}\p{Join_Control}-]+$/u,
  expected: '1 to 32 bytes of letters, digits, `_` and `-`',
};

/** Reads an organization identifier (TYPES-01, TYPES-02) and normalizes it. */
export const organizationId = (input: string): Scalar<string, TextFault> => boundedText(input, rule);
