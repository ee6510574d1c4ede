import { closeSync, fsyncSync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { connect } from './connect.ts';
import { copySeal } from './copy-seal.ts';
import { lockSqlite, reserve } from './lock.ts';
import { realFile } from './real-file.ts';
import { settleSchema } from './schema.ts';
import { explainSqlite } from './sqlite-errors.ts';

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
    reserve(path);
    lock = lockSqlite(path);
    syncLog(path);
    database = connect(path, cacheMiB);
    settleSchema(database, file);
    // For a backup that is served directly: its digest does not cover later writes.
    database.exec(`DROP TABLE IF EXISTS ${copySeal}`);
    return { path, database, close };
  } catch (fault) {
    close();
    throw explainSqlite(fault, file);
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
    // The log was removed by a clean shutdown, or the file is new. SQLite reports other faults
    // better.
    return;
  }
  try {
    fsyncSync(log);
  } finally {
    closeSync(log);
  }
}
