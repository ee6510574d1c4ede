import { migrateJournal, type Patience } from '../journal/index.ts';
import { explainStart } from './start-error.ts';

/** Makes a PostgreSQL database ready for this version of the server; tells its name and its schema versions. One that is not there yet is waited for. Throws a StartError. */
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
