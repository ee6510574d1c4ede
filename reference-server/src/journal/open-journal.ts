import type { Journal } from './journal.ts';
import { JournalError } from './journal-error.ts';
import type { JournalOptions } from './journal-options.ts';
import { MemoryJournal } from './memory-journal.ts';
import { isPostgres } from './postgres/is-postgres.ts';
import { sqliteFile } from './sqlite/sqlite-file.ts';
import { SqliteJournal } from './sqlite/sqlite-journal.ts';

/** Opens what `--db` names: `memory:` (also spelt `MOCKED`), `sqlite:FILE`, `postgresql://…`. Throws a JournalError that a host can act upon. */
export async function openJournal(db: string, options: JournalOptions = {}): Promise<Journal> {
  if (db === 'memory:' || db.toUpperCase() === 'MOCKED') return new MemoryJournal();
  if (isPostgres(db)) {
    // Who does not use it need not load it.
    const { PostgresJournal } = await import('./postgres/postgres-journal.ts');
    return PostgresJournal.open(db, options);
  }
  const file = sqliteFile(db);
  if (file === undefined) {
    // The value itself may hold a password: it is not repeated.
    throw new JournalError(
      'unsupported',
      'the database is none of memory:, MOCKED, sqlite:FILE, postgresql://…',
      'For example --db sqlite:./parsec-spec.sqlite',
    );
  }
  return new SqliteJournal(file);
}
