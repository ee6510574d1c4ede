import { DateTime } from '@parsec-spec/spec/codec';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { createServer, type ReferenceServer } from '../../../src/core/create-server.ts';
import { inProcess } from '../../../src/http/in-process.ts';
import { silentLog } from '../../../src/log.ts';
import { migrateJournal } from '../../../src/storage/open-journal.ts';
import { PostgresJournal } from '../../../src/storage/postgres/postgres-journal.ts';
import type { PostgresContainer } from '../../support/postgres-container.ts';
import { Listener } from '../../support/stream-listener.ts';
import { organizationBehind, type TestOrganization } from '../../support/test-organization.ts';
import { cutAll } from '../../support/two-nodes.ts';

const info = { cmd: 'organization_info' } as const;
const list = { cmd: 'invite_list' } as const;
const invite = (name: string) =>
  ({ cmd: 'invite_new_user', claimer_email: `${name}@example.com`, send_email: false }) as const;
/**
 * Milliseconds within which requests are answered while the database is away: a connection, a
 * statement, and slack.
 */
const bound = 10_000;

/** What a server does while its database is away, and after that. */
export function awaySuite(container: () => PostgresContainer): void {
  async function served(): Promise<{
    readonly organization: TestOrganization;
    readonly url: string;
    /** The log, from the level WARN on. */
    readonly lines: readonly (readonly [fields: object, message: string])[];
    open(): Promise<TestOrganization>;
    close(): Promise<void>;
  }> {
    const url = await container().database();
    await migrateJournal(url);
    const servers: ReferenceServer[] = [];
    const lines: [object, string][] = [];
    const log = { ...silentLog, warn: (...line: [object, string]) => void lines.push(line) };
    const start = async () => {
      const journal = await PostgresJournal.open(url);
      const server = createServer({ journal, log, config: { administration_token: 's3cr3t' } });
      servers.push(server);
      return server;
    };
    const organization = await organizationBehind(inProcess(await start()));
    return {
      organization,
      url,
      lines,
      open: async () => organization.behind(inProcess(await start())),
      close: async () => {
        await Promise.all(servers.map((server) => server.close()));
      },
    };
  }

  /**
   * Repeats a request until it succeeds, for at most 20 s. Returns the HTTP statuses that it saw.
   */
  async function untilServed({ ask, alice }: TestOrganization): Promise<Set<number>> {
    const seen = new Set<number>();
    for (const start = Date.now(); Date.now() - start < 20_000; ) {
      const { http } = await ask(alice, info);
      seen.add(http);
      if (http === 200) return seen;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`never served again: ${[...seen].join(', ')}`);
  }

  describe('a server on PostgreSQL', () => {
    test('continues to serve when a snapshot takes too long', async () => {
      const url = await container().database();
      await migrateJournal(url);
      const journal = await PostgresJournal.open(url);
      const at = DateTime.ofMillis(1_700_000_000_000);
      const records = [{ record: 'organization_updated', at, is_expired: true }] as const;
      const snapshot = { organization: 'A', version: 1, format: 1, body: new Uint8Array(10) };
      await journal.append({ organization: 'A', version: 0, records, figures: [] });
      await journal.keep(snapshot);
      const other = new pg.Client({ connectionString: url });
      await other.connect();
      await other.query('BEGIN; LOCK TABLE parsec_spec.snapshots IN EXCLUSIVE MODE');
      const outcomes: string[] = [];
      await journal.keep({ ...snapshot, version: 2 }).catch((error) => outcomes.push(error.code));
      outcomes.push(await journal.append({ organization: 'A', version: 1, records, figures: [] }));
      expect(outcomes).toEqual(['away', 'appended']);
      await other.end();
      await journal.keep({ ...snapshot, version: 2 });
      expect((await journal.open('A', 1)).snapshot?.version).toBe(2);
      await journal.close();
    });

    test('serves on when its connections are cut, and still sends events', async () => {
      const { organization, url, close } = await served();
      const { ask, alice } = organization;
      const listener = await Listener.tuned(organization, alice);
      await cutAll(container(), url);
      expect(await ask(alice, info)).toMatchObject({ status: 'ok' });
      expect(await ask(alice, invite('bob'))).toMatchObject({ status: 'ok' });
      expect((await listener.next()).fields).toMatchObject({ event: 'INVITATION' });
      await close();
    });

    test('answers 503 in bounded time while the database is suspended, and resumes with it', async () => {
      const { organization, open, close } = await served();
      const { ask, alice } = organization;
      const listener = await Listener.tuned(organization, alice);
      // It has read nothing yet.
      const fresh = await open();
      await container().act('pause');
      try {
        const start = Date.now();
        const many = [info, invite('bob'), invite('carol'), list].map((request) => ask(alice, request));
        many.push(fresh.ask(alice, info));
        expect(new Set((await Promise.all(many)).map(({ http }) => http))).toEqual(new Set([503]));
        expect(Date.now() - start).toBeLessThan(bound);
        const again = Date.now();
        expect(await ask(alice, invite('dave'))).toMatchObject({ http: 503 });
        expect(Date.now() - again).toBeLessThan(bound);
      } finally {
        await container().act('unpause');
      }
      await untilServed(organization);
      expect(await ask(alice, invite('erin'))).toMatchObject({ status: 'ok' });
      expect((await ask(alice, list)).reply).toMatchObject({
        invitations: [{ claimer_email: 'erin@example.com' }],
      });
      expect((await listener.next()).fields).toMatchObject({ event: 'INVITATION' });
      await close();
    });

    test('loses no acknowledged write when the database is killed, and restarts by a replay', async () => {
      const { organization, open, close, lines } = await served();
      const { ask, alice } = organization;
      const kept: string[] = [];
      let killed: Promise<void> | undefined;
      for (let round = 0; round < 60; round++) {
        const { status, http } = await ask(alice, invite(`invitee${round}`));
        if (status === 'ok') kept.push(`invitee${round}@example.com`);
        else expect(http).toBe(503);
        if (round === 20) killed = container().act('kill');
        if (http === 503) break;
      }
      await killed;
      expect(await ask(alice, info)).toMatchObject({ http: 503 });
      for (let round = 0; round < 100; round++) await ask(alice, info);
      await container().act('start');
      await untilServed(organization);
      const said = lines.map(([, message]) => message);
      expect(said.at(0)).toContain('the database does not answer');
      expect(said.at(-1)).toBe('the database answers again');
      // A pooled connection of the former database may fail after the first new one.
      expect(lines.length).toBeLessThanOrEqual(6);
      for (const [fields] of lines) expect(fields).not.toHaveProperty('err');
      const emails = async (node: TestOrganization) => {
        const { reply } = await node.ask(alice, list);
        if (reply?.status !== 'ok') throw new Error('no list');
        return reply.invitations.map((one) => ('claimer_email' in one ? one.claimer_email : ''));
      };
      const found = await emails(organization);
      expect(kept.length).toBeGreaterThan(20);
      // At most the write that was pending is there too.
      expect(found.slice(0, kept.length)).toEqual(kept);
      expect(found.length).toBeLessThanOrEqual(kept.length + 1);
      expect(await emails(await open())).toEqual(found);
      expect(await ask(alice, invite('later'))).toMatchObject({ status: 'ok' });
      await close();
    });
  });
}
