import type { DateTime } from '../codec/index.ts';
import type { NameSet, ReadOnly } from './organization.ts';

/** A code that was sent to an address. */
export interface SentCode {
  readonly code: string;
  readonly made_on: DateTime;
  /** Number of wrong codes that were tried. */
  readonly failures: number;
}

/** A request for a mail, whether it was sent or not. The limits count these. */
export interface MailRequest {
  readonly at: DateTime;
  /** The address in the form of `countedAddress`. */
  readonly counted: string;
  /** Network address of the caller; empty if unknown. */
  readonly caller: string;
}

/** Microseconds after which a code and a request no longer count. */
export const HOUR = 3_600_000_000n;

/** The state of the accounts of a server. */
export interface AccountsState {
  /** How many records were applied. */
  version: number;
  /** E-mail addresses of accounts; letter case counts. */
  readonly addresses: NameSet;
  /** Hexadecimal identifiers. No two accounts share an authentication method. */
  readonly auth_methods: NameSet;
  /** By e-mail, for the last hour, oldest first. */
  readonly codes: Map<string, SentCode>;
  /** Those of the last hour, oldest first. */
  readonly askings: MailRequest[];
}

/** The same state as rules read it. */
export type Accounts = ReadOnly<AccountsState>;

/**
 * The state of a server without accounts. A server with many accounts passes a `makeNames` whose
 * sets take less memory than a `Set`.
 */
export const noAccounts = (makeNames: () => NameSet = () => new Set<string>()): Accounts => ({
  version: 0,
  addresses: makeNames(),
  auth_methods: makeNames(),
  codes: new Map(),
  askings: [],
});

/**
 * An e-mail address as the sign-up limits count it: in lower case, without quotes, comments and
 * blanks, and without dots before the `@`. The result is a key and not an address: codes and
 * accounts belong to the given spelling (SIGNUP-20).
 */
export function countedAddress(email: string): string {
  let plain = '';
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < email.length; at++) {
    const escaped = email[at] === '\\';
    if (escaped) at++;
    const character = email.charAt(at);
    if (!escaped && depth === 0 && character === '"') quoted = !quoted;
    else if (!escaped && !quoted && character === '(') depth++;
    else if (!escaped && depth > 0 && character === ')') depth--;
    else if (depth === 0) plain += character;
  }
  const end = plain.lastIndexOf('@');
  const local = plain.slice(0, end).replaceAll('.', '');
  return (local + plain.slice(end)).replaceAll(/\s/g, '').toLowerCase();
}
