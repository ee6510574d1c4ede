import { DateTime } from '@parsec-spec/spec/codec';
import { figuresChange, type OrganizationRecord } from '@parsec-spec/spec/records';
import { describe, expect, test } from 'vitest';
import { type Journal, KEPT_EVENTS, type KeptEvent } from '../../src/storage/journal.ts';
import { makeBootstrap } from './bootstrap.ts';
import { certificateGet, jsonOf, organizationInfo, outcomeOf, TestServer } from './test-server.ts';

const at = DateTime.ofMillis(1_700_000_000_000);
const created = (when = at): OrganizationRecord => ({
  record: 'organization_created',
  at: when,
  bootstrap_token: new Uint8Array(16),
  settings: {
    is_expired: false,
    user_profile_outsider_allowed: true,
    active_users_limit: 2n ** 64n - 1n,
    realm_minimum_archiving_period_before_deletion: 0,
    tos: { per_locale_urls: { en: 'https://x.test', __proto__x: 'y' }, updated_on: when },
  },
});
const frozen: OrganizationRecord = { record: 'organization_updated', at, is_expired: true };
const entry = (organization: string, version: number, ...records: OrganizationRecord[]) => ({
  organization,
  version,
  records,
  figures: records.map(figuresChange).filter((change) => change !== undefined),
  events: [],
});

const event = (number: number, to: readonly string[] | null = null): KeptEvent => ({
  id: number.toString(16).padStart(32, '0'),
  to,
  body: Uint8Array.of(number % 256),
});

/**
 * Tests for every journal. `store` creates an empty store and returns a function that opens it,
 * also repeatedly.
 */
export function journalSuite(
  name: string,
  { durable, store }: { readonly durable: boolean; readonly store: () => Promise<() => Promise<Journal>> },
): void {
  describe(`a journal ${name}`, () => {
    test('returns the appended records, from any version on, and none of other streams', async () => {
      const journal = await (await store())();
      expect(await journal.append(entry('A', 0, created(), frozen))).toBe('appended');
      expect(await journal.append(entry('B', 0, created()))).toBe('appended');
      expect(await journal.read('A', 0)).toEqual([created(), frozen]);
      expect(await journal.read('A', 1)).toEqual([frozen]);
      expect(await journal.read('A', 0, 1)).toEqual([created()]);
      expect(await journal.read('A', 1, 9)).toEqual([frozen]);
      expect(await journal.read('C', 0)).toEqual([]);
      await journal.close();
    });

    test('opens a stream with the last snapshot of the format asked for, and the records after it', async () => {
      const journal = await (await store())();
      await journal.append(entry('A', 0, created(), frozen, frozen));
      expect(await journal.open('A', 1)).toEqual({
        snapshot: undefined,
        records: [created(), frozen, frozen],
      });
      const snapshot = { organization: 'A', version: 1, format: 1, body: Uint8Array.of(1, 2, 0) };
      await journal.keep(snapshot);
      expect(await journal.open('A', 1)).toEqual({ snapshot, records: [frozen, frozen] });
      expect(await journal.open('A', 1, 1)).toEqual({ snapshot, records: [frozen] });
      expect(await journal.open('A', 2, 2)).toEqual({ snapshot: undefined, records: [created(), frozen] });
      expect(await journal.open('A', 2)).toMatchObject({ snapshot: undefined, records: { length: 3 } });
      const later = { ...snapshot, version: 3, format: 2, body: new Uint8Array(100_000).fill(7) };
      await journal.keep(later);
      expect(await journal.open('A', 2)).toEqual({ snapshot: later, records: [] });
      expect(await journal.open('A', 1)).toMatchObject({ snapshot: undefined, records: { length: 3 } });
      expect(await journal.open('B', 2)).toEqual({ snapshot: undefined, records: [] });
      const long = { ...later, body: Uint8Array.from({ length: 2_500_000 }, (_, nth) => (nth * nth) >> 5) };
      await journal.append(entry('A', 3, frozen));
      await journal.keep({ ...long, version: 4 });
      const { snapshot: read } = await journal.open('A', 2);
      expect(read?.version).toBe(4);
      expect(Buffer.compare(read?.body ?? new Uint8Array(), long.body)).toBe(0);
      await journal.close();
    });

    test('picks single records, and throws for one that does not exist', async () => {
      const journal = await (await store())();
      await journal.append(entry('A', 0, created(), frozen, created(at.plus(1n))));
      expect(await journal.pick('A', [3, 1])).toEqual([created(at.plus(1n)), created()]);
      expect(await journal.pick('A', [])).toEqual([]);
      await expect(journal.pick('A', [4])).rejects.toThrow(/has no record 4/);
      await expect(journal.pick('B', [1])).rejects.toThrow(RangeError);
      await journal.close();
    });

    test('of two appends at one version one reports a conflict and leaves nothing', async () => {
      const journal = await (await store())();
      const outcomes = await Promise.all([
        journal.append(entry('A', 0, created())),
        journal.append(entry('A', 0, created(), frozen)),
      ]);
      expect(outcomes.toSorted()).toEqual(['appended', 'conflict']);
      const kept = outcomes[0] === 'appended' ? [created()] : [created(), frozen];
      expect(await journal.read('A', 0)).toEqual(kept);
      expect(await journal.append(entry('A', kept.length, frozen))).toBe('appended');
      await journal.close();
    });

    test('sums the figures by organization, in the order of code points, of an instant too', async () => {
      const journal = await (await store())();
      for (const name of ['b', '\u{1f600}', '\uff5a', 'a']) await journal.append(entry(name, 0, created()));
      await journal.append(entry('late', 0, created(at.plus(10n))));
      const names = async (when?: DateTime) =>
        (await journal.figures(when)).map(({ organization_id }) => organization_id);
      expect(await names()).toEqual(['a', 'b', 'late', '\uff5a', '\u{1f600}']);
      expect(await names(at)).toEqual(['a', 'b', '\uff5a', '\u{1f600}']);
      expect(await names(at.plus(-1n))).toEqual([]);
      const page = (after: string, limit: number) => journal.figures(undefined, { after, limit });
      expect(await page('', 2)).toMatchObject([{ organization_id: 'a' }, { organization_id: 'b' }]);
      expect(await page('late', 9)).toMatchObject([
        { organization_id: '\uff5a' },
        { organization_id: '\u{1f600}' },
      ]);
      expect(await page('\u{1f600}', 9)).toEqual([]);
      await journal.close();
    });

    test('keeps the last events of all organizations together, and returns the later ones of one', async () => {
      const journal = await (await store())();
      await journal.append(entry('A', 0, created()));
      await journal.append(entry('B', 0, created()));
      const users = ['ab'.repeat(16), 'cd'.repeat(16)];
      await journal.append({ ...entry('A', 1), events: [event(1), event(2, users)] });
      await journal.append({ ...entry('B', 1, frozen), events: [event(3, [])] });
      expect(await journal.eventsAfter('A', event(1).id)).toEqual([event(2, users)]);
      expect(await journal.eventsAfter('B', event(1).id)).toEqual([event(3, [])]);
      expect(await journal.eventsAfter('A', event(2).id)).toEqual([]);
      expect(await journal.eventsAfter('A', event(9).id)).toBe(undefined);
      const many = Array.from({ length: KEPT_EVENTS }, (_, index) => event(100 + index));
      await journal.append({ ...entry('A', 1), events: many });
      expect(await journal.eventsAfter('A', event(3).id)).toBe(undefined);
      expect(await journal.eventsAfter('A', event(100).id)).toHaveLength(KEPT_EVENTS - 1);
      await journal.close();
    });

    test('an append that lost leaves no record, no event and no figure', async () => {
      const journal = await (await store())();
      await journal.append(entry('A', 0, created()));
      const lost = { ...entry('A', 0, created(at.plus(1n))), events: [event(7)] };
      expect(await journal.append(lost)).toBe('conflict');
      expect(await journal.eventsAfter('A', event(7).id)).toBe(undefined);
      expect(await journal.figures(at)).toHaveLength(1);
      expect(await journal.append({ ...entry('A', 1, frozen), events: [event(7)] })).toBe('appended');
      expect(await journal.eventsAfter('A', event(7).id)).toEqual([]);
      await journal.close();
    });

    if (durable)
      test('a restart is a replay: the state is the same and can grow', async () => {
        const open = await store();
        const before = new TestServer({ journal: await open() });
        const { id, bootstrap } = await before.bootstrapped({
          active_users_limit: 3,
          tos: { en: 'https://x.test' },
        });
        const { id: bare, token } = await before.organization();
        const terms = jsonOf(await before.administer('GET', `/organizations/${id}`)) as {
          tos: { updated_on: string };
        };
        const accept = { cmd: 'tos_accept', tos_updated_on: DateTime.parse(terms.tos.updated_on) ?? at };
        expect(outcomeOf(await before.authenticated(id, bootstrap, accept, '/tos'))).toBe('ok');
        const seen = async (testServer: TestServer) => [
          (await testServer.authenticated(id, bootstrap, certificateGet)).body,
          jsonOf(await testServer.administer('GET', `/organizations/${id}`)),
          jsonOf(await testServer.administer('GET', `/organizations/${id}/users`)),
          jsonOf(await testServer.administer('GET', '/stats')),
        ];
        const expected = await seen(before);
        await before.server.close();

        const after = new TestServer({ journal: await open() });
        expect(await seen(after)).toEqual(expected);
        expect(outcomeOf(await after.authenticated(id, bootstrap, organizationInfo))).toBe('ok');
        expect(outcomeOf(await after.bootstrap(bare, makeBootstrap(token)))).toBe('ok');
        await after.server.close();
      });
  });
}
