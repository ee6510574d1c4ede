import pg from 'pg';
import type { DatabaseWait } from '../journal.ts';
import { databaseName, explainOpening } from './postgres-errors.ts';
import { checkSchema, migrateSchema } from './postgres-schema.ts';
import { retryUntilReachable } from './retry.ts';

/**
 * Milliseconds for a connection and for a statement. A caller waits at most for the sum of both.
 */
export const TIMEOUTS_MS = { connectionTimeoutMillis: 2_000, query_timeout: 3_000 };

/**
 * Settings of every connection. Durability is requested explicitly, whatever the database's default
 * is.
 */
export const postgresConfig = (url: string): pg.ClientConfig => ({
  connectionString: url,
  application_name: 'parsec-spec',
  keepAlive: true,
  options: '-c synchronous_commit=on',
  ...TIMEOUTS_MS,
});

/**
 * Checks that a database has the current schema, and waits for one that is not there yet.
 *
 * @returns warnings about settings of the database that weaken durability
 * @throws JournalError `unusable`, `older`, `newer`
 */
export const checkDatabase = (url: string, wait: DatabaseWait): Promise<readonly string[]> =>
  onOneConnection(postgresConfig(url), databaseName(url), wait, async (client, name) => {
    await checkSchema(client);
    return durabilityNotices(client, name);
  });

/**
 * Migrates a database to this version of the server, and waits for one that is not there yet.
 *
 * @throws JournalError `unusable`, `newer`
 */
export const migratePostgres = (
  url: string,
  wait: DatabaseWait = { seconds: 0 },
): Promise<{ readonly name: string; readonly from: number; readonly to: number }> =>
  // A migration of much data has no timeout.
  onOneConnection(
    { ...postgresConfig(url), query_timeout: 0 },
    databaseName(url),
    wait,
    async (client, name) => ({ name, ...(await migrateSchema(client)) }),
  );

function onOneConnection<T>(
  config: pg.ClientConfig,
  name: string,
  wait: DatabaseWait,
  work: (client: pg.Client, name: string) => Promise<T>,
): Promise<T> {
  const attempt = async (): Promise<T> => {
    const client = new pg.Client(config);
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await work(client, name);
    } finally {
      await client.end().catch(() => undefined);
    }
  };
  return retryUntilReachable(attempt, name, wait).catch((error: unknown) => {
    throw explainOpening(error, name);
  });
}

/**
 * Settings without which PostgreSQL may lose acknowledged writes, or the whole database, when its
 * machine stops, and the effect of each.
 */
const needed = {
  fsync: 'what was acknowledged, or the whole database, may be gone after a crash of its machine',
  full_page_writes: 'the database may be damaged after a crash of its machine',
  synchronous_commit: 'what was acknowledged may be gone after a crash of the database',
} as const;

/**
 * Warnings about settings of the database that weaken durability; empty if there are none. Such a
 * database is served anyway, since a test may want it.
 */
async function durabilityNotices(client: pg.ClientBase, name: string): Promise<readonly string[]> {
  const settings = Object.keys(needed).map((setting) => `current_setting('${setting}') AS ${setting}`);
  const { rows } = await client.query(`SELECT ${settings.join(', ')}`);
  return Object.entries(needed)
    .filter(([setting]) => rows[0]?.[setting] === 'off')
    .map(([setting, danger]) => `${name} has ${setting}=off: ${danger}`);
}
