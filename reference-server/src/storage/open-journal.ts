import { isPostgres } from './is-postgres.ts';
import { JournalError } from './journal-error.ts';
import type { JournalOptions } from './journal-options.ts';
import type { Journal } from './journal.ts';
import { MemoryJournal } from './memory-journal.ts';
import { sqliteFile } from './sqlite-file.ts';
import { SqliteJournal } from './sqlite/sqlite-journal.ts';

/**
 * Opens what `--db` names: `memory:` (also spelt `MOCKED`), `sqlite:FILE`, `postgresql://…`. Throws
 * a JournalError with a hint for the host.
 */
export async function openJournal(db: string, options: JournalOptions = {}): Promise<Journal> {
  if (db === 'memory:' || db.toUpperCase() === 'MOCKED') return new MemoryJournal();
  if (isPostgres(db)) {
    // Loaded on demand: other journals do not need the driver.
    const { PostgresJournal } = await import('./postgres/postgres-journal.ts');
    return PostgresJournal.open(db, options);
  }
  const file = sqliteFile(db);
  if (file === undefined) {
    // The value may hold a password, so the message does not repeat it.
    throw new JournalError(
      'unsupported',
      'the database is none of memory:, MOCKED, sqlite:FILE, postgresql://…',
      'For example --db sqlite:./parsec-spec.sqlite',
    );
  }
  return new SqliteJournal(file);
}
