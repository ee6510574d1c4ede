import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { JournalError } from './journal-error.ts';
import { settleSchema } from './sqlite-schema.ts';

const BUSY = 5;
const CORRUPT = 11;
const NOT_A_DATABASE = 26;

/**
 * Opens the file for one process alone. The lock is the operating system's: it ends with the process, however that
 * ends, and a second server on the file is refused (JournalError `locked`).
 */
export function openSqlite(file: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    reserve(file);
    // A server that is just stopping gets a moment to let go of the file.
    database = new DatabaseSync(file, { timeout: 500 });
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = FULL');
    // Exclusive mode takes its lock with the first write.
    database.exec('BEGIN EXCLUSIVE; COMMIT');
    settleSchema(database, file);
    return database;
  } catch (fault) {
    if (database?.isOpen) database.close();
    throw fault instanceof JournalError ? fault : explained(fault, file);
  }
}

// Tokens of invitations and addresses of people are nobody else's business; SQLite gives its other files the same mode.
function reserve(file: string): void {
  try {
    closeSync(openSync(file, 'ax', 0o600));
  } catch {
    // It is there already, or cannot be: SQLite finds out and tells better.
  }
}

function explained(fault: unknown, file: string): JournalError {
  const { errcode, message } = fault as { errcode?: number; message?: string };
  if (errcode === BUSY) {
    return new JournalError(
      'locked',
      `${file} is in use by another server`,
      'Stop that server, or name another file with --db sqlite:FILE.',
      fault,
    );
  }
  if (errcode === NOT_A_DATABASE) {
    return new JournalError(
      'foreign',
      `${file} is no SQLite database`,
      'Name another file with --db sqlite:FILE.',
      fault,
    );
  }
  if (errcode === CORRUPT) {
    return new JournalError(
      'unusable',
      `${file} is damaged: ${message ?? String(fault)}`,
      'Put back a copy from before, or name another file with --db sqlite:FILE.',
      fault,
    );
  }
  return new JournalError(
    'unusable',
    `${file} cannot be opened: ${message ?? String(fault)}`,
    'The folder must exist and be writable; name another file with --db sqlite:FILE.',
    fault,
  );
}
