import { accessSync, constants, linkSync, renameSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { JournalError } from '../journal-error.ts';
import { realFile } from '../sqlite/open-sqlite.ts';
import { explainSqlite } from '../sqlite/sqlite-errors.ts';
import { schemaOf } from '../sqlite/sqlite-schema.ts';
import { addDigest, checkCopy, type StoreFacts } from './check-copy.ts';
import {
  BackupError,
  exists,
  explainBackup,
  isSame,
  removeStore,
  storeFile,
  sync,
  syncFolder,
  temporaryBeside,
} from './store-files.ts';

/**
 * Copies a SQLite store as it is at one instant, also while a server has it open: the copy holds
 * everything that the server had acknowledged before. The copy is checked and synced before it gets
 * its name. Throws a BackupError.
 */
export function backup(
  db: string,
  to: string,
  { force = false }: { readonly force?: boolean } = {},
): StoreFacts & { readonly bytes: number } {
  const from = storeFile(db);
  if (!exists(realFile(from))) {
    throw new BackupError(
      `there is no file ${from}`,
      'Name the store that the server has: --db sqlite:FILE.',
    );
  }
  refuseExisting(to, from, force);
  let partial: string | undefined;
  try {
    demandReadable(from);
    partial = temporaryBeside(to);
    copy(from, partial, to);
    const facts = checkCopy(partial, from);
    addDigest(partial);
    sync(partial);
    const { size } = statSync(partial);
    if (force) renameSync(partial, to);
    else name(partial, to);
    syncFolder(to);
    return { ...facts, bytes: size };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') refuseExisting(to, from, force);
    // A store of another schema version is intact, and its error has a hint of its own.
    const hint =
      error instanceof JournalError && ['newer', 'older'].includes(error.code)
        ? error.hint
        : 'A damaged store gives no backup: keep it, and put back the last good one.';
    throw explainBackup(error, to, hint);
  } finally {
    if (partial !== undefined) removeStore(partial);
  }
}

function refuseExisting(to: string, from: string, force: boolean): void {
  // SQLite would replay this log into the copy.
  if (exists(`${to}-wal`) && !isSame(to, from))
    throw new BackupError(
      `${to} is a store in use, or was not closed: there is a file ${to}-wal`,
      'Name another file.',
    );
  if (!exists(to)) return;
  if (!force)
    throw new BackupError(`${to} already exists`, 'Name another file, or add --force to replace it.');
  if (statSync(to, { throwIfNoEntry: false })?.isFile() !== true)
    throw new BackupError(`${to} is not a file`, 'Name a file.');
  if (isSame(to, from)) throw new BackupError(`${to} is the store itself`, 'Name another file.');
}

// The name is taken only if it is still free.
function name(partial: string, to: string): void {
  try {
    linkSync(partial, to);
  } catch (error) {
    // Not every file system supports hard links.
    if (exists(to)) throw error;
    renameSync(partial, to);
  }
}

function demandReadable(from: string): void {
  try {
    accessSync(realFile(from), constants.R_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new BackupError(`${from} cannot be read (${code})`, 'Check the permissions of the store.', {
      exit: 1,
      cause: error,
    });
  }
}

const FULL = 13;

// VACUUM reads within one transaction. The copy holds nothing that is written later, and writers do
// not wait for it.
function copy(from: string, to: string, named: string): void {
  let source: DatabaseSync | undefined;
  try {
    source = new DatabaseSync(from, { readOnly: true, timeout: 5_000 });
    if (schemaOf(source, from) === 0)
      throw new BackupError(`${from} is empty`, 'Name the store that the server has.');
    source.prepare('VACUUM INTO ?').run(to);
  } catch (error) {
    if (error instanceof BackupError) throw error;
    if ((error as { errcode?: number }).errcode !== FULL) throw explainSqlite(error, from);
    const hint = 'Name a file in a folder with room in it.';
    throw new BackupError(`${named} cannot be written: there is no space`, hint, { exit: 1, cause: error });
  } finally {
    if (source?.isOpen) source.close();
  }
}
