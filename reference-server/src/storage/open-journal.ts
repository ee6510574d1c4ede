import type { DatabaseWait, Journal, JournalOptions } from './journal.ts';
import { JournalError } from './journal-error.ts';
import { MemoryJournal } from './memory-journal.ts';
import { SqliteJournal } from './sqlite/sqlite-journal.ts';

/**
 * Opens what `--db` names: `memory:` (also spelt `MOCKED`), `sqlite:FILE`, `postgresql://…`.
 *
 * @throws JournalError with a hint for the host: `unsupported` (another kind of database), `locked`
 *   (another server has it), `foreign` (of another program), `older`, `newer` (schema), `unusable`
 * @example
 * const journal = await openJournal('sqlite:./parsec.sqlite');
 * const server = createServer({ journal });
 */
export async function openJournal(db: string, options: JournalOptions = {}): Promise<Journal> {
  if (isMemory(db)) return new MemoryJournal();
  if (isPostgres(db)) {
    // Loaded on demand: other journals do not need the driver.
    const { PostgresJournal } = await import('./postgres/postgres-journal.ts');
    return PostgresJournal.open(db, options);
  }
  const file = sqliteFile(db);
  if (file === undefined) throw unsupported();
  return new SqliteJournal(file);
}

// The value may hold a password, so the message does not repeat it.
const unsupported = (): JournalError =>
  new JournalError(
    'unsupported',
    'the database is none of memory:, MOCKED, sqlite:FILE, postgresql://…',
    'For example --db sqlite:./parsec-spec.sqlite',
  );

/**
 * What `--db` names, without user, password and parameters. Nothing is opened.
 *
 * @throws JournalError `unsupported`
 */
export async function journalName(db: string): Promise<string> {
  if (isMemory(db)) return 'memory:';
  if (isPostgres(db)) return (await import('./postgres/postgres-errors.ts')).databaseName(db);
  const file = sqliteFile(db);
  if (file === undefined) throw unsupported();
  return `sqlite:${file}`;
}

/**
 * Takes the PostgreSQL database to the schema of this version.
 *
 * @throws JournalError `unsupported`, `unusable`, `newer`
 */
export async function migrateJournal(
  db: string,
  wait?: DatabaseWait,
): Promise<{ readonly name: string; readonly from: number; readonly to: number }> {
  if (!isPostgres(db)) {
    throw new JournalError(
      'unsupported',
      'migrate is only for PostgreSQL',
      'Expected --db postgresql://USER:PASSWORD@HOST:PORT/DATABASE; a SQLite file is brought up to date by serve.',
    );
  }
  const { migratePostgres } = await import('./postgres/open-database.ts');
  return migratePostgres(db, wait);
}

const isMemory = (db: string): boolean => db === 'memory:' || db.toUpperCase() === 'MOCKED';

/** Whether `--db` names a PostgreSQL database. */
export const isPostgres = (db: string): boolean => /^postgres(ql)?:/i.test(db);

/** The file that `--db sqlite:FILE` names; undefined when another kind of database is named. */
export const sqliteFile = (db: string): string | undefined => /^sqlite:(?:\/\/(?=\/))?(.+)$/i.exec(db)?.[1];
