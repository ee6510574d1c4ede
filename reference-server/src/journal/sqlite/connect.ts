import { DatabaseSync } from 'node:sqlite';
import { lettingGo } from './lock.ts';

/**
 * A connection to the file. What is committed over it has reached the disk: WAL with synchronous=FULL syncs at each commit, and where the
 * system makes a difference (macOS), fullfsync means the disk itself and not its cache.
 * `cacheMiB`: of the file in memory.
 */
export function connect(file: string, cacheMiB: number): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: lettingGo });
  try {
    // Of a new file: most organizations are read with one page.
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
