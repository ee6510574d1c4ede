import { statSync } from 'node:fs';
import { JournalError } from '../journal-error.ts';

const BUSY = 5;
const CORRUPT = 11;
const NOT_A_DATABASE = 26;

/** Whether another connection has the file locked. */
export const isBusy = (error: unknown): boolean => (error as { errcode?: number }).errcode === BUSY;

/** The JournalError for a file that cannot be opened. A JournalError is returned unchanged. */
export function explainSqlite(error: unknown, file: string): JournalError {
  if (error instanceof JournalError) return error;
  const { errcode, message } = error as { errcode?: number; message?: string };
  if (errcode === BUSY) {
    return new JournalError(
      'locked',
      `${file} is in use by another server`,
      'Stop that server, or name another file with --db sqlite:FILE.',
      error,
    );
  }
  if (errcode === NOT_A_DATABASE) {
    return new JournalError(
      'foreign',
      `${file} is not a SQLite database`,
      'Name another file with --db sqlite:FILE.',
      error,
    );
  }
  if (errcode === CORRUPT) {
    return new JournalError(
      'unusable',
      `${file} is damaged: ${message ?? String(error)}`,
      'Put back a copy from before (parsec-spec restore), or name another file with --db sqlite:FILE.',
      error,
    );
  }
  return new JournalError(
    'unusable',
    isFolder(file) ? `${file} is a folder` : `${file} cannot be opened: ${message ?? String(error)}`,
    'The folder must exist and be writable; name another file with --db sqlite:FILE.',
    error,
  );
}

function isFolder(file: string): boolean {
  try {
    return statSync(file).isDirectory();
  } catch {
    return false;
  }
}
