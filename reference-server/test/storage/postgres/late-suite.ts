import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { Connections } from '../../../src/storage/postgres/connections.ts';
import { PostgresJournal } from '../../../src/storage/postgres/postgres-journal.ts';
import type { PostgresContainer } from '../../support/postgres-container.ts';
import { Listener } from '../../support/stream-listener.ts';
import { twoNodes } from '../../support/two-nodes.ts';

const info = { cmd: 'organization_info' } as const;
const invite = (name: string) =>
  ({ cmd: 'invite_new_user', claimer_email: `${name}@example.com`, send_email: false }) as const;

/** Operations that time out although the database is up. */
export function lateSuite(container: () => PostgresContainer): void {
  describe('a write that waits too long', () => {
    test('is answered 503, does not delay other requests, and sends its events if it succeeds later', async () => {
      const { one, url, close } = await twoNodes(container());
      const listener = await Listener.tuned(one, one.alice);
      const holder = new pg.Client({ connectionString: url });
      await holder.connect();
      await holder.query(
        `BEGIN; SELECT FROM parsec_spec.streams WHERE organization = '${one.id}' FOR UPDATE`,
      );
      expect(await one.ask(one.alice, invite('bob'))).toMatchObject({ http: 503 });
      expect(await one.ask(one.alice, info)).toMatchObject({ status: 'ok' });
      await holder.query('COMMIT');
      await holder.end();
      expect((await listener.next()).fields).toMatchObject({ event: 'INVITATION' });
      await close();
    });

    test('does not hold up a stop', async () => {
      const { url, close } = await twoNodes(container());
      const journal = await PostgresJournal.open(url);
      const holder = new pg.Client({ connectionString: url });
      await holder.connect();
      await holder.query('BEGIN; LOCK TABLE parsec_spec.figures IN ACCESS EXCLUSIVE MODE');
      const statistics = journal.figures(undefined).catch((error: Error) => error.message);
      const start = Date.now();
      await journal.close();
      expect(Date.now() - start).toBeLessThan(3_000);
      await holder.end();
      await statistics;
      await close();
    });

    test('is cancelled by the database too', async () => {
      const { url, close } = await twoNodes(container());
      const ignore = () => undefined;
      const connections = await Connections.open(
        url,
        { min: 1, max: 1 },
        { channel: 'unused', notified: ignore, parted: ignore },
      );
      expect(await connections.query({ text: 'SHOW statement_timeout' })).toEqual([
        { statement_timeout: '20s' },
      ]);
      await connections.close();
      await close();
    });
  });
}
