import { chmodSync, constants, copyFileSync, linkSync, renameSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { lockSqlite, realFile } from '../sqlite/open-sqlite.ts';
import { explainSqlite, isBusy } from '../sqlite/sqlite-errors.ts';
import { checkCopy, removeDigest, type StoreFacts } from './check-copy.ts';
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
 * Replaces a store that no server has open by a backup. A symbolic link that names the store stays
 * a link. The backup is checked first. The former store is kept beside it under the name in `aside`
 * (null: there was none; if only its log was left, the name of that log). Throws a BackupError, and
 * then nothing has changed.
 */
export function restore(db: string, from: string): StoreFacts & { readonly aside: string | null } {
  const storePath = storeFile(db);
  // The link is resolved first: a name beside the link would not be beside the store.
  const to = realFile(storePath);
  refuseUnusable(from);
  if (isSame(from, to)) throw new BackupError(`${from} is the store itself`, 'Name a backup of it.');
  let [lock, partial]: [{ release(): void } | undefined, string | undefined] = [undefined, undefined];
  try {
    lock = locked(to, storePath);
    partial = temporaryBeside(to);
    copyFileSync(from, partial);
    // A copy has the mode of the file that it was made of, which may be readable by others.
    chmodSync(partial, 0o600);
    const facts = checkCopy(partial, from);
    removeDigest(partial);
    sync(partial);
    const aside = putAside(to);
    renameSync(partial, to);
    syncFolder(to);
    return { ...facts, aside };
  } catch (error) {
    throw explainBackup(
      error,
      storePath,
      'Nothing was changed. Name another file: a backup that parsec-spec backup made.',
    );
  } finally {
    if (partial !== undefined) removeStore(partial);
    lock?.release();
  }
}

function refuseUnusable(from: string): void {
  const backupFile = statSync(from, { throwIfNoEntry: false });
  if (backupFile?.isFile() !== true) throw new BackupError(`there is no file ${from}`, 'Name a backup.');
  const log = `${realFile(from)}-wal`;
  const wal = statSync(log, { throwIfNoEntry: false });
  if (wal !== undefined && wal.size > 0) {
    throw new BackupError(
      `${from} is a store in use: there is a file ${log}`,
      'Copy it with: parsec-spec backup FILE --db sqlite:…',
    );
  }
}

function locked(to: string, named: string): { release(): void } {
  try {
    return lockSqlite(to);
  } catch (error) {
    throw explainSqlite(error, named);
  }
}

/**
 * Gives the store a second name, which is kept; the first one stays until it is replaced. Null:
 * there was no store.
 */
function putAside(store: string): string | null {
  const aside = `${store}.before-restore-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  const isThere = exists(store);
  if (isThere) {
    checkpoint(store);
    keepAs(store, aside);
  }
  // The log of a damaged, lost or unclosed store moves along: SQLite would replay it into the new
  // one.
  const log = `${store}-wal`;
  const hasLog = exists(log);
  if (hasLog) keepAs(log, `${aside}-wal`);
  syncFolder(store);
  for (const name of [log, `${store}-shm`]) rmSync(name, { force: true });
  return isThere ? aside : hasLog ? `${aside}-wal` : null;
}

// Brings the log that a killed server left behind into the file, if possible.
function checkpoint(store: string): void {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(store, { timeout: 500 });
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch (error) {
    // Older servers lock the file itself.
    if (isBusy(error)) throw explainSqlite(error, store);
  } finally {
    if (database?.isOpen) database.close();
  }
}

function keepAs(file: string, name: string): void {
  try {
    linkSync(file, name);
  } catch {
    // Not every file system supports hard links.
    copyFileSync(file, name, constants.COPYFILE_EXCL);
    sync(name);
  }
}
