/** Why a text is refused. `expected` describes the right form to a person. */
export interface Refused<Reason extends string> {
  readonly ok: false;
  readonly reason: Reason;
  readonly expected: string;
}

/**
 * A scalar read from text: the value in its normal form (NFC where required), or the reason why
 * there is none.
 */
export type Scalar<Value, Reason extends string> =
  | { readonly ok: true; readonly value: Value }
  | Refused<Reason>;

/** Why a text breaks a rule. */
export type TextProblem = 'empty' | 'too-long' | 'character';

/**
 * The length of a text in bytes of UTF-8, or undefined when it contains half a surrogate pair and
 * so has no UTF-8 form.
 */
function utf8Length(text: string): number | undefined {
  if (!text.isWellFormed()) return undefined;
  let length = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    // Each half of a pair counts 2 of the 4 bytes.
    if (unit >= 0x80) length += unit >= 0x800 && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return length;
}

/** The rule of a text: its maximum length, and its allowed characters. */
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
export function boundedText(input: string, rule: TextRule): Scalar<string, TextProblem> {
  const refuse = (reason: TextProblem): Scalar<string, TextProblem> => ({
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
