import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Journal } from '../../src/storage/journal.ts';
import { MemoryJournal } from '../../src/storage/memory-journal.ts';
import { SqliteJournal } from '../../src/storage/sqlite/sqlite-journal.ts';
import { newMember, now, profileChange, revocation, userCreation } from '../support/members.ts';
import { testOrganization } from '../support/test-organization.ts';

const stops: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const journals: Readonly<Record<string, () => Journal>> = {
  memory: () => new MemoryJournal(),
  SQLite: () => {
    const folder = mkdtempSync(join(tmpdir(), 'figures-'));
    stops.push(() => rmSync(folder, { recursive: true }));
    return new SqliteJournal(join(folder, 'journal.sqlite'));
  },
};

/** A time at which nothing else happens. */
async function moment(): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, 4));
  const instant = now().toString();
  await new Promise((resolve) => setTimeout(resolve, 4));
  return instant;
}

describe.each(Object.entries(journals))('figures in %s', (_, open) => {
  test('follow users through changes of profile and revocation, now and at every instant', async () => {
    const { server, ...organization } = await testOrganization({ journal: open() });
    stops.push(() => server.close());
    const { ask, alice, enrol, later, administer, talk, id } = organization;
    const instants = [await moment()];
    const bob = await enrol('bob');
    instants.push(await moment());
    await ask(alice, profileChange(alice, bob.userId, 'OUTSIDER', later()));
    instants.push(await moment());
    await ask(alice, revocation(alice, bob.userId, later()));
    await ask(alice, userCreation(alice, newMember('carol'), { at: later(), user: { profile: 'ADMIN' } }));
    instants.push(await moment());

    const at = async (instant: string): Promise<unknown> => {
      const reply = await talk({
        method: 'GET',
        target: `/administration/stats?at=${instant}`,
        headers: [['Authorization', 'Bearer s3cr3t']],
      });
      const { stats } = JSON.parse(Buffer.from(reply.body).toString()) as {
        stats: { organization_id: string }[];
      };
      const { organization_id: _, ...figures } = stats.find((one) => one.organization_id === id) ?? {};
      return figures;
    };
    const figures = (counts: readonly [number, number, number, number]) => ({
      realms: 0,
      data_size: 0,
      metadata_size: 0,
      users: counts.reduce((sum, count) => sum + count),
      active_users: counts[0] + counts[1] + counts[2],
      users_per_profile_detail: {
        ADMIN: { active: counts[0], revoked: 0 },
        STANDARD: { active: counts[1], revoked: 0 },
        OUTSIDER: { active: counts[2], revoked: counts[3] },
      },
    });
    const history = await Promise.all(instants.map(at));
    expect(history).toEqual([
      figures([1, 0, 0, 0]),
      figures([1, 1, 0, 0]),
      figures([1, 0, 1, 0]),
      figures([2, 0, 0, 1]),
    ]);
    expect((await administer('GET', '/stats')).body).toEqual(history.at(-1));
    expect(await at(now().plus(-3_600_000_000n).toString())).toEqual({});
  });
});
