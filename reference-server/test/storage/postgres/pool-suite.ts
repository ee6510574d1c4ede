import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { migrateJournal } from '../../../src/storage/open-journal.ts';
import { Connections } from '../../../src/storage/postgres/connections.ts';
import { PostgresContainer } from '../../support/postgres-container.ts';
import { cutAll } from '../../support/two-nodes.ts';

/** A TCP proxy, with an optional delay, to a database that can be chosen. */
async function delayedProxy(target: () => string, ms = 0) {
  const server = createServer(async (caller) => {
    await sleep(ms);
    const { hostname: host, port } = new URL(target());
    const called = connect(Number(port), host);
    for (const [from, to] of [
      [caller, called],
      [called, caller],
    ] as const) {
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, close: () => new Promise((resolve) => server.close(resolve)) };
}

/** One connection, and the number of possible changes of the database. */
async function single(url: string) {
  const seen = { parted: 0 };
  const parted = () => {
    seen.parted += 1;
  };
  const listening = { channel: 'unused', notified: () => undefined, parted };
  const connections = await Connections.open(url, { min: 1, max: 1 }, listening);
  // The listening connection reports it as well, once it is established.
  await expect.poll(() => seen.parted).toBe(1);
  return { connections, seen };
}

/** The database that connections lead to, and what is still sent there. */
export function poolSuite(container: () => PostgresContainer): void {
  describe('connections', () => {
    test('report another database before any statement is sent there, even if no connection was cut', async () => {
      const second = await PostgresContainer.start();
      const [here, there] = [await container().database(), await second.database()];
      // Both have one name, because they are behind one address.
      await container().run(here, 'CREATE DATABASE pooled');
      await second.run(there, 'CREATE DATABASE pooled');
      let present = here;
      const proxy = await delayedProxy(() => present);
      const through = new URL('/pooled', here);
      through.port = String(proxy.port);
      through.username = new URL(here).username;
      through.password = new URL(here).password;
      await migrateJournal(String(through));
      const { connections, seen } = await single(String(through));
      const started = { text: 'SELECT pg_postmaster_start_time()::text AS started' };
      const before = await connections.query(started);
      const known = seen.parted;
      present = there;
      // The statement exceeds its own timeout, and its connection ends with it.
      await expect(connections.attempt({ text: 'SELECT pg_sleep(4)' })).rejects.toThrow('does not answer');
      expect(seen.parted).toBe(known);
      expect(await connections.query(started)).not.toEqual(before);
      expect(seen.parted).toBe(known + 1);
      await connections.close();
      await proxy.close();
      await second.stop();
    }, 60_000);

    test('end soon, even with a pending statement on a silent database', async () => {
      const url = await container().database();
      await migrateJournal(url);
      const { connections } = await single(url);
      await connections.query({ text: 'SELECT 1' });
      await container().act('pause');
      try {
        // The check of the database runs then, too.
        await expect(connections.query({ text: 'SELECT 1' })).rejects.toThrow('does not answer');
        const start = performance.now();
        await connections.close();
        expect(performance.now() - start).toBeLessThan(2_000);
      } finally {
        await container().act('unpause');
      }
    });

    test('end also right after their start', async () => {
      const url = await container().database();
      await migrateJournal(url);
      const proxy = await delayedProxy(() => url, 100);
      const through = new URL(url);
      through.port = String(proxy.port);
      const listening = { channel: 'unused', notified: () => undefined, parted: () => undefined };
      for (let wait = 0; wait < 200; wait += 40) {
        const connections = await Connections.open(String(through), { min: 1, max: 1 }, listening);
        await sleep(wait);
        await connections.close();
      }
      await proxy.close();
    });

    test('do not send a waiting statement to another database if its caller forbids that', async () => {
      const url = await container().database();
      await migrateJournal(url);
      const { connections, seen } = await single(url);
      await connections.query({ text: 'CREATE TABLE sent (what text)' });
      const known = seen.parted;
      const send = (what: string, still?: () => boolean) =>
        connections.query({ text: `INSERT INTO sent VALUES ('${what}') RETURNING what` }, still);
      const long = connections.query({ text: 'SELECT pg_sleep(2)' }).catch((error: Error) => error.message);
      const stale = send('stale', () => seen.parted === known);
      const other = send('other');
      await cutAll(container(), url);
      expect(await long).toContain('does not answer');
      expect(await stale).toBe(undefined);
      expect(await other).toEqual([{ what: 'other' }]);
      await connections.close();
      expect(await container().run(url, 'SELECT what FROM sent')).toEqual([{ what: 'other' }]);
    });
  });
}
