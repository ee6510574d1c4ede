import { DatabaseSync } from 'node:sqlite';
import { explainSqlite } from './faults.ts';
import { lettingGo, lockSqlite, reserve } from './lock.ts';
import { settleSchema } from './schema.ts';

/** A file that is open for one server. */
export interface OpenSqlite {
  readonly database: DatabaseSync;
  close(): void;
}

/**
 * Opens the file for one server alone; a second one is refused (JournalError `locked`). What is committed has reached
 * the disk: WAL with synchronous=FULL syncs at each commit, and where the system makes a difference (macOS), fullfsync
 * means the disk itself and not its cache.
 */
export function openSqlite(file: string): OpenSqlite {
  let database: DatabaseSync | undefined;
  let lock: { release(): void } | undefined;
  const close = (): void => {
    if (database?.isOpen) database.close();
    lock?.release();
  };
  try {
    reserve(file);
    lock = lockSqlite(file);
    database = new DatabaseSync(file, { timeout: lettingGo });
    // Of a new file: the record of a bootstrap does not fit into a smaller page, and would take one more of its own.
    database.exec('PRAGMA page_size = 8192');
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = FULL');
    // 32 MiB: the ways to a million organizations, so that only the last page is read from the file.
    database.exec('PRAGMA cache_size = -32768');
    database.exec('PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON');
    settleSchema(database, file);
    return { database, close };
  } catch (fault) {
    close();
    throw explainSqlite(fault, file);
  }
}
