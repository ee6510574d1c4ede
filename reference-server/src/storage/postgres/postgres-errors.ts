import pg from 'pg';
import { JournalError } from '../journal-error.ts';

// SQLSTATE classes of transient errors: connection, resources, operator, system, lost transactions,
// a read-only standby.
const transientStates = /^(?:08|53|57|58|40)|^25006$/;
const connectionStates = /^(?:08|57P)/;

// Messages of pg for a statement timeout, and of its pool for a connection timeout.
const timeoutMessages = /^(?:Query read timeout|timeout exceeded when trying to connect)$/;

export const isTimeout = (error: unknown): boolean => timeoutMessages.test((error as Error).message);

/** Whether the error is about a lost connection, not about a statement. */
export const isConnectionError = (error: unknown): boolean =>
  error instanceof pg.DatabaseError
    ? connectionStates.test(error.code ?? '')
    : !(error instanceof JournalError || isTimeout(error));

/** Whether the connection was cut at once. Then another one may work. */
export const isCut = (error: unknown): boolean =>
  error instanceof pg.DatabaseError
    ? (error.code ?? '').startsWith('57P')
    : ['ECONNRESET', 'EPIPE'].includes((error as { code?: string }).code ?? '') ||
      (error as Error).message === 'Connection terminated unexpectedly';

/**
 * Turns an error of a database that is temporarily unavailable into a JournalError. Other errors are
 * returned unchanged.
 */
export function toJournalError(error: unknown): unknown {
  if (error instanceof JournalError) return error;
  if (error instanceof pg.DatabaseError && !transientStates.test(error.code ?? '')) return error;
  return away(error);
}

/** The database does not answer now. */
export const away = (cause?: unknown): JournalError =>
  new JournalError('away', 'the database does not answer', 'It is tried again until it does.', cause);

/** The JournalError for a database that cannot be opened; `name` has no password. */
export function explainOpening(error: unknown, name: string): unknown {
  if (error instanceof JournalError) return error;
  const { message } = error as Error;
  return new JournalError(
    'unusable',
    `${name} cannot be opened: ${message === '' ? String((error as { code?: string }).code) : message}`,
    'Check that PostgreSQL runs there, and user, password and database in --db.',
    error,
  );
}

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
