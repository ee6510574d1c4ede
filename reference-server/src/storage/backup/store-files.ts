import { closeSync, fsyncSync, lstatSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { CodedError } from '@parsec-spec/spec/errors';
import { JournalError } from '../journal-error.ts';
import { isPostgres, sqliteFile } from '../open-journal.ts';
import { realFile } from '../sqlite/open-sqlite.ts';

/**
 * A backup or restore that failed. `exit` is 2 for a wrong file or option, and 1 when the
 * environment did not allow the operation.
 */
export class BackupError extends CodedError<'backup'> {
  readonly exit: 1 | 2;

  constructor(message: string, hint: string, { exit = 2, cause }: { exit?: 1 | 2; cause?: unknown } = {}) {
    super('backup', message, { hint, cause });
    this.exit = exit;
  }
}

/**
 * Explains an error of a file system or a journal. `hint` says what to do about an unusable store.
 * An unknown error is returned unchanged.
 */
export function explainBackup(error: unknown, file: string, hint: string): unknown {
  if (error instanceof BackupError) return error;
  if (error instanceof JournalError) {
    const { code, message } = error;
    return new BackupError(message, code === 'locked' ? error.hint : hint, {
      exit: code === 'locked' ? 1 : 2,
      cause: error,
    });
  }
  const { code } = error as NodeJS.ErrnoException;
  if (code?.startsWith('E') !== true || code.startsWith('ERR_')) return error;
  return new BackupError(
    `${file} cannot be written or read (${code})`,
    'Name a file in a folder that exists, with room in it.',
    {
      exit: 1,
      cause: error,
    },
  );
}

/** The file of a store; a database of another kind is refused. */
export function storeFile(db: string): string {
  const file = sqliteFile(db);
  if (file !== undefined) return file;
  throw new BackupError(
    'backup and restore are only for SQLite stores',
    isPostgres(db)
      ? 'PostgreSQL has pg_dump and pg_restore for that: parsec-spec uses the schema parsec_spec.'
      : 'Expected --db sqlite:FILE.',
  );
}

/** Whether two names lead to one file. */
export const isSame = (one: string, other: string): boolean => realFile(one) === realFile(other);

/** Whether anything has this name. */
export const exists = (file: string): boolean => lstatSync(file, { throwIfNoEntry: false }) !== undefined;

/** Creates an empty file beside another. Only its owner may access it. */
export function temporaryBeside(file: string): string {
  const name = `${file}.${process.pid}-${Date.now().toString(36)}.partial`;
  closeSync(openSync(name, 'wx', 0o600));
  return name;
}

/** Syncs the content of a file to the disk. */
export function sync(file: string): void {
  const open = openSync(file, 'r+');
  try {
    fsyncSync(open);
  } finally {
    closeSync(open);
  }
}

/** Syncs the directory of a file to the disk, so that names in it are durable. */
export function syncFolder(file: string): void {
  // Windows cannot sync a directory.
  if (process.platform === 'win32') return;
  const open = openSync(dirname(file), 'r');
  try {
    fsyncSync(open);
  } finally {
    closeSync(open);
  }
}

/** Removes a store together with the files that SQLite creates beside it. */
export function removeStore(file: string): void {
  for (const name of [file, `${file}-wal`, `${file}-shm`, `${file}-journal`]) rmSync(name, { force: true });
}
