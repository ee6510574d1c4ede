import { JournalError } from '../journal-error.ts';

/**
 * The name of a database in messages: without user, password and parameters. Throws a JournalError
 * `unsupported` for a URL that may contain a password in another part.
 */
export function databaseName(url: string): string {
  const parsed = URL.parse(url);
  // The value may hold a password, so the message does not repeat it.
  if (parsed === null) throw unusable('the database is no usable postgresql:// URL');
  if (isCutShort(parsed)) {
    throw unusable('the database URL has /, ?, # or @ where none can be: a password is not percent-encoded');
  }
  return `postgresql://${parsed.host}${parsed.pathname}`;
}

// The first of /, ? and # ends user, password and host. The rest of a password with such a
// character would count as path or parameters.
const isCutShort = ({ pathname, search, hash }: URL): boolean =>
  pathname.lastIndexOf('/') > 0 || pathname.includes('@') || search.includes('@') || hash !== '';

const unusable = (message: string): JournalError =>
  new JournalError(
    'unsupported',
    message,
    'Expected postgresql://USER:PASSWORD@HOST:PORT/DATABASE; percent-encode /, ?, # and @ in the password (%2F, %3F, %23, %40).',
  );
