import pg from 'pg';
import type { DatabaseWait } from '../journal.ts';
import { postgresConfig } from './connections.ts';
import { databaseName, explainOpening } from './postgres-errors.ts';
import { migrateSchema } from './postgres-schema.ts';
import { retryUntilReachable } from './retry.ts';

/**
 * Migrates a database to this version of the server, and waits for one that is not there yet.
 * Errors: JournalError `unusable`, `newer`.
 */
export async function migratePostgres(
  url: string,
  wait: DatabaseWait = { seconds: 0 },
): Promise<{ readonly name: string; readonly from: number; readonly to: number }> {
  const name = databaseName(url);
  const migrate = async () => {
    // A migration of much data has no timeout.
    const client = new pg.Client({ ...postgresConfig(url), query_timeout: 0 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return { name, ...(await migrateSchema(client)) };
    } finally {
      await client.end().catch(() => undefined);
    }
  };
  return retryUntilReachable(migrate, name, wait).catch((fault: unknown) => {
    throw explainOpening(fault, name);
  });
}
