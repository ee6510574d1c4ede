import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** Milliseconds that a stopping server has to release a file. */
export const lettingGo = 500;

/**
 * Locks a SQLite file (its real path) for one process, by a lock on `FILE.lock` beside it. Other
 * processes may still read and copy the file. The operating system releases the lock when the
 * process ends; the lock file stays and has no meaning. Throws SQLite's BUSY when another process,
 * or another server in this one, holds the lock.
 */
export function lockSqlite(path: string): { release(): void } {
  const name = `${path}.lock`;
  reserve(name);
  const lock = new DatabaseSync(name, { timeout: lettingGo });
  try {
    // The lock file stays empty, so that a full disk does not keep a server from starting.
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE; ROLLBACK');
  } catch (fault) {
    lock.close();
    throw fault;
  }
  return { release: () => lock.close() };
}

/**
 * Creates a file that only its owner may access, unless it exists: it will hold invitation tokens
 * and e-mail addresses.
 */
export function reserve(file: string): void {
  try {
    closeSync(openSync(file, 'ax', 0o600));
  } catch {
    // The file exists or cannot be created. SQLite reports the latter better.
  }
}
