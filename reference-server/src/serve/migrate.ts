import { migrateJournal, type Patience } from '../journal/index.ts';
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
