import { closeSync, fsyncSync, lstatSync, openSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { connect, LOCK_TIMEOUT_MS } from './connect.ts';
import { explainSqlite } from './sqlite-errors.ts';
import { prepareSchema } from './sqlite-schema.ts';

/**
 * Page cache for the inner pages of a million organizations. For most organizations only the leaf
 * page is then read from the file.
 */
const cacheMiB = 32;

/** A file that is open for one server. */
export interface OpenSqlite {
  /** Its real path. It opens the same file again even if a symbolic link has changed. */
  readonly path: string;
  readonly database: DatabaseSync;
  close(): void;
}

/**
 * Opens the file, or the target of a symbolic link, for one server alone. A second server is
 * refused (JournalError `locked`).
 */
export function openSqlite(file: string): OpenSqlite {
  const path = realFile(file);
  let database: DatabaseSync | undefined;
  let lock: { release(): void } | undefined;
  const close = (): void => {
    if (database?.isOpen) database.close();
    lock?.release();
  };
  try {
    createPrivateFile(path);
    lock = lockSqlite(path);
    syncLog(path);
    database = connect(path, cacheMiB);
    prepareSchema(database, file);
    // For a backup that is served directly: its digest does not cover later writes.
    database.exec(`DROP TABLE IF EXISTS ${DIGEST_TABLE}`);
    return { path, database, close };
  } catch (error) {
    close();
    throw explainSqlite(error, file);
  }
}

/**
 * Syncs the log of a killed server. Its unsynced commits are visible from now on, so a power
 * failure must not lose them.
 */
function syncLog(path: string): void {
  let log: number;
  try {
    log = openSync(`${path}-wal`, 'r+');
  } catch {
    // The log was removed by a clean shutdown, or the file is new. SQLite reports other errors
    // better.
    return;
  }
  try {
    fsyncSync(log);
  } finally {
    closeSync(log);
  }
}

/**
 * Locks a SQLite file (its real path) for one process, by a lock on `FILE.lock` beside it. Other
 * processes may still read and copy the file. The operating system releases the lock when the
 * process ends; the lock file stays and has no meaning. Throws SQLite's BUSY when another process,
 * or another server in this one, holds the lock.
 */
export function lockSqlite(path: string): { release(): void } {
  const name = `${path}.lock`;
  createPrivateFile(name);
  const lock = new DatabaseSync(name, { timeout: LOCK_TIMEOUT_MS });
  try {
    // The lock file stays empty, so that a full disk does not keep a server from starting.
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE; ROLLBACK');
  } catch (error) {
    lock.close();
    throw error;
  }
  return { release: () => lock.close() };
}

/**
 * Creates a file that only its owner may access, unless it exists: it will hold invitation tokens
 * and e-mail addresses.
 */
function createPrivateFile(file: string): void {
  try {
    closeSync(openSync(file, 'ax', 0o600));
  } catch {
    // The file exists or cannot be created. SQLite reports the latter better.
  }
}

/**
 * Resolves the symbolic links of a name, whether the file exists yet or not. SQLite creates its log
 * beside the resolved file, so all names of a file must lead to the same path. A name that cannot
 * be resolved is returned unchanged, and opening it reports the error.
 */
export function realFile(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return fileToBe(file);
  }
}

function fileToBe(file: string): string {
  try {
    const folder = realpathSync(dirname(file));
    const isLink = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;
    return isLink ? realFile(resolve(folder, readlinkSync(file))) : join(folder, basename(file));
  } catch {
    return file;
  }
}

/** The table that holds the digest of a backup. A store in use does not have it. */
export const DIGEST_TABLE = 'copy_seal';
