import { isPostgres } from '../is-postgres.ts';
import { sqliteFile } from '../sqlite-file.ts';
import { realFile } from '../sqlite/real-file.ts';
import { BackupError } from './backup-error.ts';

/** The file of a store; a database of another kind is refused. */
export function storeFile(db: string): string {
  const file = sqliteFile(db);
  if (file !== undefined) return file;
  throw new BackupError(
    'only a SQLite store is copied',
    isPostgres(db)
      ? 'PostgreSQL has pg_dump and pg_restore for that: parsec-spec uses the schema parsec_spec.'
      : 'Expected --db sqlite:FILE.',
  );
}

/** Do two names lead to one file? */
export const isSame = (one: string, other: string): boolean => realFile(one) === realFile(other);
