import pg from 'pg';
import { JournalError } from '../journal-error.ts';

// SQLSTATE classes of what may be over in a moment: connection, resources, operator, system; and lost transactions, a read-only stand-in.
const passing = /^(?:08|53|57|58|40)|^25006$/;
const ofConnection = /^(?:08|57P)/;

// What pg says of an answer that did not come in time, and its pool of a connection that was not to be had.
const late = /^(?:Query read timeout|timeout exceeded when trying to connect)$/;

/** Did something take too long? */
export const isLate = (fault: unknown): boolean => late.test((fault as Error).message);

/** Does the fault tell of a connection that is gone, and not of a statement? */
export const isConnectionFault = (fault: unknown): boolean =>
  fault instanceof pg.DatabaseError
    ? ofConnection.test(fault.code ?? '')
    : !(fault instanceof JournalError || isLate(fault));

/** Was the connection cut, and at once? Then another one may serve. */
export const isCut = (fault: unknown): boolean =>
  fault instanceof pg.DatabaseError
    ? (fault.code ?? '').startsWith('57P')
    : ['ECONNRESET', 'EPIPE'].includes((fault as { code?: string }).code ?? '') ||
      (fault as Error).message === 'Connection terminated unexpectedly';

/** The words for a database that does not do its work at the moment; every other fault stays as it is. */
export function explainAway(fault: unknown): unknown {
  if (fault instanceof JournalError) return fault;
  if (fault instanceof pg.DatabaseError && !passing.test(fault.code ?? '')) return fault;
  return away(fault);
}

/** The database does not answer now. */
export const away = (cause?: unknown): JournalError =>
  new JournalError('away', 'the database does not answer', 'It is tried again until it does.', cause);

/** The words for a database that cannot be opened; `name` has no password. */
export function explainOpening(fault: unknown, name: string): unknown {
  if (fault instanceof JournalError) return fault;
  const { message } = fault as Error;
  return new JournalError(
    'unusable',
    `${name} cannot be opened: ${message === '' ? String((fault as { code?: string }).code) : message}`,
    'Check that PostgreSQL runs there, and user, password and database in --db.',
    fault,
  );
}
