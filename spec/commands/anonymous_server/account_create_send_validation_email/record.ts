import type { DateTime } from '../../../src/codec/index.ts';
import { accountRecordKind, countedAddress } from '../../../src/state/index.ts';

/** A mail with a code was requested (SIGNUP-01). */
export interface ValidationMailAsked {
  readonly record: 'validation_mail_asked';
  readonly at: DateTime;
  readonly email: string;
  /** Network address of the caller; empty if unknown. */
  readonly caller: string;
  /** Null: the address already has an account, and no code was made. */
  readonly code: string | null;
}

export const validation_mail_asked = accountRecordKind<ValidationMailAsked>({
  apply({ askings, codes }, { at, email, caller, code }) {
    askings.push({ at, counted: countedAddress(email), caller });
    if (code === null) return;
    // The map is ordered by `made_on`.
    codes.delete(email);
    codes.set(email, { code, made_on: at, failures: 0 });
  },
});
