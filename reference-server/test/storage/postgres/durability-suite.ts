import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { startServer } from '../../../src/serve/start-server.ts';
import { migrateJournal } from '../../../src/storage/open-journal.ts';
import { postgresConfig } from '../../../src/storage/postgres/open-database.ts';
import type { PostgresContainer } from '../../support/postgres-container.ts';

/**
 * The durability settings that a server requests from PostgreSQL, and its warnings without them.
 */
export function durabilitySuite(container: () => PostgresContainer): void {
  const warned = async (db: string): Promise<string[]> => {
    const said: string[] = [];
    const none = () => undefined;
    const log = { debug: none, info: none, error: none, warn: (_: object, line: string) => said.push(line) };
    await (await startServer({ db, log })).close();
    return said.filter((line) => line.includes('=off'));
  };

  describe('durability', () => {
    test('is asked for on every connection, whatever the database’s own default is', async () => {
      const url = await container().database();
      const name = new URL(url).pathname.slice(1);
      await container().run(url, `ALTER DATABASE ${name} SET synchronous_commit = off`);
      const shown = async (client: pg.Client): Promise<unknown> => {
        await client.connect();
        const { rows } = await client.query('SHOW synchronous_commit');
        await client.end();
        return rows[0]?.synchronous_commit;
      };
      expect(await shown(new pg.Client({ connectionString: url }))).toBe('off');
      expect(await shown(new pg.Client(postgresConfig(url)))).toBe('on');
    });

    test('is reported as missing if a setting of the database turns it off', async () => {
      const url = await container().database();
      await migrateJournal(url);
      // The container of these tests runs without fsync.
      expect(await container().run(url, 'SHOW fsync')).toEqual([{ fsync: 'off' }]);
      expect(await warned(url)).toEqual([
        expect.stringMatching(/^postgresql:\/\/127\.0\.0\.1:\d+\/test\d+ has fsync=off: .* may be gone/),
      ]);
      await container().run(url, 'ALTER SYSTEM SET full_page_writes = off');
      await container().run(url, 'SELECT pg_reload_conf()');
      await expect.poll(() => warned(url), { timeout: 10_000 }).toHaveLength(2);
      await container().run(url, 'ALTER SYSTEM RESET full_page_writes');
      await container().run(url, 'SELECT pg_reload_conf()');
      await expect.poll(() => warned(url), { timeout: 10_000 }).toHaveLength(1);
    });
  });
}
