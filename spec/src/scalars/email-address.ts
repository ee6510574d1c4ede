import { isAddress } from './email-grammar.ts';
import type { Scalar } from './scalar.ts';

export type EmailFault = 'not-ascii' | 'no-address' | 'redacted-domain';

/** The domain of addresses made up for redacted users; no person has one (TYPES-06). */
export const REDACTED_DOMAIN = 'redacted.invalid';

/** Four times what a mail can be sent to (RFC 5321 §4.5.3.1.3), or Scille's database holds. */
const longest = 1024;

/**
 * An e-mail address (TYPES-05): ASCII alone, never normalized, letter case kept, of 1,024 characters at most. The reference's types set no
 * bound, but a server keeps addresses in memory.
 */
export function emailAddress(input: string): Scalar<string, EmailFault> {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are ASCII, and allowed in quotes.
  if (!/^[\x00-\x7f]*$/.test(input)) {
    return refuse('not-ascii', 'an address of ASCII characters (write the domain in punycode)');
  }
  if (input.length > longest) return refuse('no-address', `an address of at most ${longest} characters`);
  if (!isAddress(input)) return refuse('no-address', 'an address such as alice@example.com');
  // No valid domain in brackets or comments ends like this: what follows the `@` is the domain, exactly.
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
