import { migrateJournal } from '../journal/index.ts';
import { explainStart } from './start-error.ts';

/** Makes a PostgreSQL database ready for this version of the server; tells its name and its schema versions. Throws a StartError. */
export async function migrate(
  db: string,
): Promise<{ readonly name: string; readonly from: number; readonly to: number }> {
  try {
    return await migrateJournal(db);
  } catch (fault) {
    throw explainStart(fault, 'the database');
  }
}
