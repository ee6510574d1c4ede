import { JournalError } from '../journal-error.ts';

/** How a database is called in messages: without user, password and parameters. */
export function databaseName(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null) {
    // The value itself may hold a password: it is not repeated.
    throw new JournalError(
      'unsupported',
      'the database is no usable postgresql:// URL',
      'Expected postgresql://USER:PASSWORD@HOST:PORT/DATABASE.',
    );
  }
  return `postgresql://${parsed.host}${parsed.pathname}`;
}
