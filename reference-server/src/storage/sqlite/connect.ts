import { DatabaseSync } from 'node:sqlite';
import { lettingGo } from './lock.ts';

/**
 * Opens a connection to the file whose commits are durable: WAL with synchronous=FULL syncs at each
 * commit, and fullfsync flushes the disk's cache where the system makes a difference (macOS).
 * `cacheMiB`: page cache in MiB.
 */
export function connect(file: string, cacheMiB: number): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: lettingGo });
  try {
    // For a new file: most organizations then fit into one page.
    database.exec('PRAGMA page_size = 8192');
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = FULL');
    database.exec(`PRAGMA cache_size = -${cacheMiB * 1024}`);
    database.exec('PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON');
    return database;
  } catch (fault) {
    database.close();
    throw fault;
  }
}
