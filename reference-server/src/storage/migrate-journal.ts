import { isPostgres } from './is-postgres.ts';
import { JournalError } from './journal-error.ts';
import type { Patience } from './journal-options.ts';

/** Takes the PostgreSQL database to the schema of this version. Errors: JournalError `unsupported`, `unusable`, `newer`. */
export async function migrateJournal(
  db: string,
  patience?: Patience,
): Promise<{ readonly name: string; readonly from: number; readonly to: number }> {
  if (!isPostgres(db)) {
    throw new JournalError(
      'unsupported',
      'only PostgreSQL is migrated',
      'Expected --db postgresql://USER:PASSWORD@HOST:PORT/DATABASE; a SQLite file is brought up to date by serve.',
    );
  }
  const { migratePostgres } = await import('./postgres/migrate-postgres.ts');
  return migratePostgres(db, patience);
}
