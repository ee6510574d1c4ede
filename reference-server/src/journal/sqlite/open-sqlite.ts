import { closeSync, fsyncSync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { connect } from './connect.ts';
import { copySeal } from './copy-seal.ts';
import { explainSqlite } from './faults.ts';
import { lockSqlite, reserve } from './lock.ts';
import { realFile } from './real-file.ts';
import { settleSchema } from './schema.ts';

/** The ways to a million organizations: of most that are opened only the last page is read from the file. */
const cacheMiB = 32;

/** A file that is open for one server. */
export interface OpenSqlite {
  /** Its real path: whoever opens it again opens the same one, whatever becomes of links on the way. */
  readonly path: string;
  readonly database: DatabaseSync;
  close(): void;
}

/** Opens the file for one server alone, or the one that a symbolic link leads to; a second one is refused (JournalError `locked`). */
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
    // Of a copy that is served as it is: what comes now is not in its digest.
    database.exec(`DROP TABLE IF EXISTS ${copySeal}`);
    return { path, database, close };
  } catch (fault) {
    close();
    throw explainSqlite(fault, file);
  }
}

/** What a killed server wrote to its log, and did not sync any more, is shown from now on: it must not be gone when the power is. */
function syncLog(path: string): void {
  let log: number;
  try {
    log = openSync(`${path}-wal`, 'r+');
  } catch {
    // It was ended well, or is new; what else keeps it from being read SQLite tells better.
    return;
  }
  try {
    fsyncSync(log);
  } finally {
    closeSync(log);
  }
}
