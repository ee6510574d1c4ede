import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DateTime } from '@parsec-spec/spec/codec';
import type { OrganizationCreated } from '@parsec-spec/spec/records';
import { afterAll, expect, test } from 'vitest';
import { SqliteJournal } from '../../src/storage/sqlite/sqlite-journal.ts';
import { jsonOf, TestServer } from '../support/test-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'unknown-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

const asked = {
  user_profile_outsider_allowed: false,
  active_users_limit: 7,
  realm_minimum_archiving_period_before_deletion: 3,
};
const shown = { is_bootstrapped: false, is_expired: false, ...asked, tos: null };

test('a creation stores the known settings only, and ignores what no store could hold', async () => {
  const journal = new SqliteJournal(join(folder, 'known.sqlite'));
  const testServer = new TestServer({ journal });
  const body = `{"organization_id":"Org",${JSON.stringify(asked).slice(1, -1)}`;
  const more = `"x":1,"huge":${2n ** 70n},"negative":-${2n ** 70n},"deep":{"huge":[${2n ** 70n}]},"float":1.5`;
  const reply = await testServer.administer('POST', '/organizations', `${body},"is_expired":true,${more}}`);
  expect(reply.status).toBe(200);
  expect(jsonOf(await testServer.administer('GET', '/organizations/Org'))).toEqual(shown);
  const [created] = await journal.read<OrganizationCreated>('Org', 0);
  expect(created?.settings).toEqual({ ...asked, is_expired: false, tos: null });
  await testServer.server.close();
});

test('a store whose records hold unknown settings opens as before', async () => {
  const file = join(folder, 'unknown.sqlite');
  const journal = new SqliteJournal(file);
  const settings = { ...asked, is_expired: false, tos: null, x: 1, deep: { y: [true] } };
  const at = DateTime.ofMillis(Date.now());
  const record = {
    record: 'organization_created',
    at,
    bootstrap_token: new Uint8Array(16),
    settings,
  } as const;
  await journal.append({ organization: 'Org', version: 0, records: [record], figures: [] });
  await journal.close();
  const testServer = new TestServer({ journal: new SqliteJournal(file) });
  expect(jsonOf(await testServer.administer('GET', '/organizations/Org'))).toEqual(shown);
  await testServer.server.close();
});
