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

export type TextFault = 'empty' | 'too-long' | 'character';

/**
 * The length of a text in bytes of UTF-8, or undefined when it contains half a surrogate pair and
 * so has no UTF-8 form.
 */
export function utf8Length(text: string): number | undefined {
  if (!text.isWellFormed()) return undefined;
  let length = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    // Each half of a pair counts 2 of the 4 bytes.
    if (unit >= 0x80) length += unit >= 0x800 && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return length;
}
