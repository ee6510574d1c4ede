import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** Milliseconds that a server which is just stopping gets to let go of a file. */
export const lettingGo = 500;

/**
 * Takes a SQLite file (its real path) for one process alone, by a lock on `FILE.lock` beside it: others may read the file meanwhile, and
 * copy it. The lock is the operating system's: it ends with the process, however that ends; the file itself stays and
 * means nothing. Throws SQLite's BUSY when another process, or another server in this one, has it.
 */
export function lockSqlite(path: string): { release(): void } {
  const name = `${path}.lock`;
  reserve(name);
  const lock = new DatabaseSync(name, { timeout: lettingGo });
  try {
    // Nothing is ever written there: a full disk keeps no server from starting.
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE; ROLLBACK');
  } catch (fault) {
    lock.close();
    throw fault;
  }
  return { release: () => lock.close() };
}

/** Makes a file that is its owner's alone, unless it is there: tokens of invitations and addresses of people are nobody else's business. */
export function reserve(file: string): void {
  try {
    closeSync(openSync(file, 'ax', 0o600));
  } catch {
    // It is there already, or cannot be: SQLite finds out and tells better.
  }
}
