import pg from 'pg';
import type { Patience } from '../journal-options.ts';
import { postgresConfig } from './connections.ts';
import { databaseName } from './database-name.ts';
import { explainOpening } from './faults.ts';
import { patiently } from './patience.ts';
import { migrateSchema } from './schema.ts';

/** Makes a database ready for this version of the server; one that is not there yet is waited for. Errors: JournalError `unusable`, `newer`. */
export async function migratePostgres(
  url: string,
  patience: Patience = { seconds: 0 },
): Promise<{ readonly name: string; readonly from: number; readonly to: number }> {
  const name = databaseName(url);
  const migrate = async () => {
    // A migration of much data takes as long as it takes.
    const client = new pg.Client({ ...postgresConfig(url), query_timeout: 0 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return { name, ...(await migrateSchema(client)) };
    } finally {
      await client.end().catch(() => undefined);
    }
  };
  return patiently(migrate, name, patience).catch((fault: unknown) => {
    throw explainOpening(fault, name);
  });
}
