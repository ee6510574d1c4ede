import { describe, expect, test } from 'vitest';
import { PostgresJournal } from '../../../src/storage/postgres/postgres-journal.ts';
import type { PostgresContainer } from '../../support/postgres-container.ts';
import { Listener } from '../../support/stream-listener.ts';
import type { TestOrganization } from '../../support/test-organization.ts';
import { cutAll, twoNodes } from '../../support/two-nodes.ts';

const invite = (name: string) =>
  ({ cmd: 'invite_new_user', claimer_email: `${name}@example.com`, send_email: false }) as const;

async function invitees(node: TestOrganization): Promise<readonly string[]> {
  const { reply } = await node.ask(node.alice, { cmd: 'invite_list' });
  if (reply?.status !== 'ok') throw new Error('no list');
  return reply.invitations.map(
    (one) => ('claimer_email' in one ? one.claimer_email.split('@')[0] : '') ?? '',
  );
}

/**
 * A node whose database was replaced by a standby that lacks the last write, or by a restored
 * copy.
 */
export function partedSuite(container: () => PostgresContainer): void {
  /** Removes the last write, which the standby never had. */
  const goBack = (url: string, organization: string): Promise<unknown> =>
    container().run(
      url,
      `DELETE FROM parsec_spec.records USING parsec_spec.streams
         WHERE records.organization = '${organization}' AND streams.organization = records.organization AND records.version = streams.version;
       DELETE FROM parsec_spec.events USING parsec_spec.streams
         WHERE events.organization = '${organization}' AND streams.organization = events.organization AND number = streams.events;
       UPDATE parsec_spec.streams SET version = version - 1, events = events - 1 WHERE organization = '${organization}'`,
    );

  describe('a node whose database has gone back', () => {
    test('serves exactly the content of the database, like the others, and reports missed events', async () => {
      const { one, other, url, close } = await twoNodes(container());
      for (const name of ['bob', 'carol']) await one.ask(one.alice, invite(name));
      const listener = await Listener.tuned(one, one.alice);
      expect(await invitees(one)).toEqual(['bob', 'carol']);
      await goBack(url, one.id);
      await cutAll(container(), url);
      expect(await invitees(one)).toEqual(['bob']);
      expect(await other.ask(one.alice, invite('dave'))).toMatchObject({ status: 'ok' });
      expect(await one.ask(one.alice, invite('erin'))).toMatchObject({ status: 'ok' });
      for (const node of [one, other]) expect(await invitees(node)).toEqual(['bob', 'dave', 'erin']);
      const kinds = new Set<string>();
      while (!kinds.has('event')) kinds.add((await listener.next()).kind);
      expect(kinds).toContain('missed_events');
      await close();
    });

    test('reports missed events also if as many were added as were lost', async () => {
      const { one, other, url, close } = await twoNodes(container());
      await one.ask(one.alice, invite('bob'));
      const listener = await Listener.tuned(one, one.alice);
      await one.ask(one.alice, invite('carol'));
      expect((await listener.next()).kind).toBe('event');
      await container().run(
        url,
        `UPDATE parsec_spec.events SET id = decode(repeat('ab', 16), 'hex') WHERE number = (SELECT max(number) FROM parsec_spec.events)`,
      );
      await other.ask(one.alice, invite('dave'));
      expect((await listener.next()).kind).toBe('missed_events');
      await close();
    });

    test('notices it at the first write if no connection was cut', async () => {
      const { one, other, url, close } = await twoNodes(container());
      for (const name of ['bob', 'carol']) await one.ask(one.alice, invite(name));
      await goBack(url, one.id);
      expect(await one.ask(one.alice, invite('dave'))).toMatchObject({ status: 'ok' });
      for (const node of [one, other]) expect(await invitees(node)).toEqual(['bob', 'dave']);
      await close();
    });

    test('begins no stream in the middle, and keeps no snapshot of lost records', async () => {
      const { one, url, close } = await twoNodes(container());
      const journal = await PostgresJournal.open(url);
      const records = await journal.read(one.id, 0);
      const more = (organization: string, version: number) =>
        journal.append({ organization, version, records: records.slice(0, 1), figures: [] });
      expect(await more('Lost', 3)).toBe('conflict');
      expect(await journal.read('Lost', 0)).toEqual([]);
      expect(await more('Lost', 0)).toBe('appended');
      const snapshot = { organization: one.id, version: records.length, format: 99, body: Uint8Array.of(1) };
      await journal.keep({ ...snapshot, version: records.length + 1 });
      expect((await journal.open(one.id, 99)).snapshot).toBe(undefined);
      await journal.keep(snapshot);
      expect((await journal.open(one.id, 99)).snapshot).toMatchObject({ version: records.length });
      await journal.close();
      await close();
    });
  });
}
