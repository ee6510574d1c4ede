import { describe, expect, test } from 'vitest';
import { KEPT_EVENTS } from '../../../src/storage/journal.ts';
import { migrateJournal } from '../../../src/storage/open-journal.ts';
import { PostgresJournal } from '../../../src/storage/postgres/postgres-journal.ts';
import { makeBootstrap } from '../../support/bootstrap.ts';
import { revocation } from '../../support/members.ts';
import type { PostgresContainer } from '../../support/postgres-container.ts';
import { Listener } from '../../support/stream-listener.ts';
import { outcomeOf, TestServer } from '../../support/test-server.ts';
import { cutAll, twoNodes } from '../../support/two-nodes.ts';

const ping = { cmd: 'organization_info' } as const;
const invite = (name: string) =>
  ({ cmd: 'invite_new_user', claimer_email: `${name}@example.com`, send_email: false }) as const;

/** Several nodes on one database are one server. */
export function nodesSuite(container: () => PostgresContainer): void {
  const nodes = () => twoNodes(container());

  describe('two nodes on one database', () => {
    test('let one of two bootstraps succeed, whichever nodes they use', async () => {
      const url = await container().database();
      await migrateJournal(url);
      const servers = await Promise.all(
        [1, 2].map(async () => new TestServer({ journal: await PostgresJournal.open(url) })),
      );
      const [one, other] = servers;
      if (one === undefined || other === undefined) throw new Error('two nodes');
      for (let round = 0; round < 10; round++) {
        const { id, token } = await one.organization();
        const replies = await Promise.all([
          one.bootstrap(id, makeBootstrap(token)),
          other.bootstrap(id, makeBootstrap(token)),
        ]);
        expect(replies.map(outcomeOf).toSorted()).toEqual(['ok', 'organization_already_bootstrapped']);
      }
      await Promise.all(servers.map(({ server }) => server.close()));
    });

    test('lose none of the concurrent writes to an organization', async () => {
      const { one, other, close } = await nodes();
      const names = Array.from({ length: 20 }, (_, index) => `invitee${index}`);
      const replies = await Promise.all(
        names.map((name, index) => (index % 2 === 0 ? one : other).ask(one.alice, invite(name))),
      );
      expect(new Set(replies.map(({ status }) => status))).toEqual(new Set(['ok']));
      for (const node of [one, other]) {
        const { reply } = await node.ask(one.alice, { cmd: 'invite_list' });
        expect(reply).toMatchObject({ status: 'ok', invitations: { length: names.length } });
      }
      await close();
    });

    test('send the same events in the same order, and a client can resume on the other node', async () => {
      const { one, other, close } = await nodes();
      const listeners = await Promise.all([one, other].map((node) => Listener.tuned(node, one.alice)));
      const writes = Array.from({ length: 12 }, (_, index) =>
        (index % 2 === 0 ? one : other).ask(one.alice, invite(`invitee${index}`)),
      );
      await Promise.all(writes);
      const notified = await Promise.all(
        listeners.map(async (listener) => {
          const ids: (string | undefined)[] = [];
          for (let count = 0; count < writes.length; count++) ids.push((await listener.next()).id);
          return ids;
        }),
      );
      expect(new Set(notified[0]).size).toBe(writes.length);
      expect(notified[1]).toEqual(notified[0]);
      const resumed = await Listener.tuned(other, one.alice, notified[0]?.[4]);
      const later = [];
      for (let count = 5; count < writes.length; count++) later.push((await resumed.next()).id);
      expect(later).toEqual(notified[0]?.slice(5));
      for (const listener of [...listeners, resumed]) expect(await listener.rest()).toEqual([]);
      await close();
    });

    test('send the events of the other node from the time when notifications were lost', async () => {
      const { one, other, url, close } = await nodes();
      const listener = await Listener.tuned(one, one.alice);
      await cutAll(container(), url);
      const names = ['bob', 'carol', 'dave'];
      for (const name of names) {
        expect(await other.ask(one.alice, invite(name))).toMatchObject({ status: 'ok' });
      }
      for (const _ of names) expect((await listener.next()).fields).toMatchObject({ event: 'INVITATION' });
      expect(await listener.rest()).toEqual([]);
      await close();
    });

    test('report lost events that are no longer kept', async () => {
      const url = await container().database();
      await migrateJournal(url);
      const journal = await PostgresJournal.open(url);
      const send = (from: number, count: number) =>
        journal.append({
          organization: 'Org',
          version: 0,
          records: [],
          figures: [],
          events: Array.from({ length: count }, (_, index) => ({
            id: (from + index).toString(16).padStart(32, '0'),
            to: null,
            body: Uint8Array.of(1),
          })),
        });
      await send(0, 3);
      const { events, count } = await journal.shared.eventsFrom('Org', 1);
      expect([events?.length, count]).toEqual([2, 3]);
      for (let from = 3; from < KEPT_EVENTS + 200; from += 33) await send(from, 33);
      const read = () => journal.shared.eventsFrom('Org', 1);
      await expect.poll(read, { timeout: 5_000 }).toMatchObject({ events: undefined });
      const reached = await journal.shared.eventsSoFar('Org');
      expect((await journal.shared.eventsFrom('Org', reached - 900)).events).toHaveLength(900);
      await journal.close();
    });

    test('refuse at once a user who was revoked on the other, and end the stream there', async () => {
      const { one, other, close } = await nodes();
      const bob = await one.enrol('bob');
      const listener = await Listener.tuned(other, bob);
      expect(await other.ask(bob, ping)).toMatchObject({ status: 'ok' });
      expect(await one.ask(one.alice, revocation(one.alice, bob.userId, one.later()))).toMatchObject({
        status: 'ok',
      });
      expect(await other.ask(bob, ping)).toMatchObject({ http: 461 });
      const last = [];
      for (let frame = await listener.next(); frame.kind !== 'ended'; frame = await listener.next()) {
        last.push(frame.fields?.event);
      }
      expect(last).toContain('COMMON_CERTIFICATE');
      expect(await other.ask(one.alice, ping)).toMatchObject({ status: 'ok' });
      await close();
    });
  });
}
