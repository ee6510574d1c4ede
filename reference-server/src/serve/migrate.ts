import type { Patience } from '../storage/journal-options.ts';
import { migrateJournal } from '../storage/migrate-journal.ts';
import { explainStart } from './start-error.ts';

/**
 * Migrates a PostgreSQL database to this version of the server and returns its name and its schema
 * versions. Waits for a database that is not there yet. Throws a StartError.
 */
export async function migrate(
  db: string,
  patience?: Patience,
): Promise<{ readonly name: string; readonly from: number; readonly to: number }> {
  try {
    return await migrateJournal(db, patience);
  } catch (fault) {
    throw explainStart(fault, 'the database');
  }
}
