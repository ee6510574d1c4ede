// The commit thread loads this file. It imports no package: the thread has none of the process's
// flags.

import { DatabaseSync } from 'node:sqlite';

/** Milliseconds that a stopping server has to release a file. */
export const LOCK_TIMEOUT_MS = 500;

/**
 * Opens a connection to the file whose commits are durable: WAL with synchronous=FULL syncs at each
 * commit, and fullfsync flushes the disk's cache where the system makes a difference (macOS).
 * `cacheMiB`: page cache in MiB.
 */
export function connect(file: string, cacheMiB: number): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: LOCK_TIMEOUT_MS });
  try {
    // For a new file: most organizations then fit into one page.
    database.exec('PRAGMA page_size = 8192');
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = FULL');
    database.exec(`PRAGMA cache_size = -${cacheMiB * 1024}`);
    database.exec('PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** The highest version that a stream can have. */
export const MAX_VERSION = '4294967295';

/**
 * SQL for the key of an entry: the number of its stream (`streams.id`) before its version, so that
 * the entries of an organization are stored together. It uses bit operations: SQLite binds numbers
 * as REAL, and a sum of those is exact only for two million organizations.
 */
export const entryKey = (version: string): string => `(id << 32 | ${version})`;
