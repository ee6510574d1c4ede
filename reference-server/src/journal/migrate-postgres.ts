import pg from 'pg';
import { postgresName } from './postgres-address.ts';
import { postgresConfig } from './postgres-connections.ts';
import { explainOpening } from './postgres-faults.ts';
import { migratePostgresSchema } from './postgres-schema.ts';

/** Makes a database ready for this version of the server. Errors: JournalError `unusable`, `newer`. */
export async function migratePostgres(
  url: string,
): Promise<{ readonly name: string; readonly from: number; readonly to: number }> {
  const name = postgresName(url);
  // A migration of much data takes as long as it takes.
  const client = new pg.Client({ ...postgresConfig(url), query_timeout: 0 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return { name, ...(await migratePostgresSchema(client)) };
  } catch (fault) {
    throw explainOpening(fault, name);
  } finally {
    await client.end().catch(() => undefined);
  }
}
