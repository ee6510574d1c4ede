import { isAddress } from './email-grammar.ts';
import type { Scalar } from './scalar.ts';

export type EmailFault = 'not-ascii' | 'no-address' | 'redacted-domain';

/** The domain of substitute addresses of redacted users. No real address has it (TYPES-06). */
export const REDACTED_DOMAIN = 'redacted.invalid';

/**
 * Four times the maximum length of an address in SMTP (RFC 5321 §4.5.3.1.3) and in Scille's
 * database.
 */
const MAX_EMAIL_LENGTH = 1024;

/**
 * Reads an e-mail address (TYPES-05): ASCII only, not normalized, letter case kept, at most 1,024
 * characters. parsec-cloud's types set no limit, but a server keeps addresses in memory.
 */
export function emailAddress(input: string): Scalar<string, EmailFault> {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are ASCII, and allowed in quotes.
  if (!/^[\x00-\x7f]*$/.test(input)) {
    return refuse('not-ascii', 'an address of ASCII characters (write the domain in punycode)');
  }
  if (input.length > MAX_EMAIL_LENGTH)
    return refuse('no-address', `an address of at most ${MAX_EMAIL_LENGTH} characters`);
  if (!isAddress(input)) return refuse('no-address', 'an address such as alice@example.com');
  // No valid domain in brackets or comments ends like this, so the domain after the `@` is exactly
  // this one.
  if (input.endsWith(`@${REDACTED_DOMAIN}`)) {
    return refuse('redacted-domain', `an address outside the domain ${REDACTED_DOMAIN}`);
  }
  return { ok: true, value: input };
}

const refuse = (reason: EmailFault, expected: string): Scalar<string, EmailFault> => ({
  ok: false,
  reason,
  expected,
});
