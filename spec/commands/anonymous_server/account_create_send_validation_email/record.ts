import type { DateTime } from '../../../src/codec/index.ts';
import { accountRecordKind, countedAddress } from '../../../src/state/index.ts';

/** A mail with a code was asked for (SIGNUP-01). */
export interface ValidationMailAsked {
  readonly record: 'validation_mail_asked';
  readonly at: DateTime;
  readonly email: string;
  /** Network address of the caller; empty if unknown. */
  readonly caller: string;
  /** Null: the address has an account already, and no code was made. */
  readonly code: string | null;
}

export const validation_mail_asked = accountRecordKind<ValidationMailAsked>({
  apply({ askings, codes }, { at, email, caller, code }) {
    askings.push({ at, counted: countedAddress(email), caller });
    if (code === null) return;
    // The map is in the order of `made_on`.
    codes.delete(email);
    codes.set(email, { code, made_on: at, failures: 0 });
  },
});
