import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createServer } from '../../src/core/create-server.ts';
import { inProcess } from '../../src/http/in-process.ts';
import { SqliteJournal } from '../../src/storage/sqlite/sqlite-journal.ts';
import { toFirstSchema } from '../support/former-schema.ts';
import {
  deviceCreation,
  type Member,
  newMember,
  profileChange,
  revocation,
  userCreation,
} from '../support/members.ts';
import { Listener } from '../support/stream-listener.ts';
import { organizationBehind } from '../support/test-organization.ts';
import { certificateGet } from '../support/test-server.ts';

const stops: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

function fileInFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'members-'));
  stops.push(() => rmSync(folder, { recursive: true }));
  return join(folder, 'journal.sqlite');
}

const serverOn = (file: string) =>
  createServer({ journal: new SqliteJournal(file), config: { administration_token: 's3cr3t' } });

test('members are the same after a restart', async () => {
  const file = fileInFolder();
  const first = serverOn(file);
  const before = await organizationBehind(inProcess(first));
  const { alice, ask, enrol, later, administer } = before;
  const [bob, carol, dave] = [await enrol('bob'), await enrol('carol'), await enrol('dave')];
  const phone = newMember('bob');
  expect(await ask(bob, deviceCreation(bob, phone, later()))).toMatchObject({ status: 'ok' });
  expect(await ask(alice, profileChange(alice, carol.userId, 'ADMIN', later()))).toMatchObject({
    status: 'ok',
  });
  expect(await ask(carol, revocation(carol, dave.userId, later()))).toMatchObject({ status: 'ok' });
  await administer('POST', '/users/freeze', { user_id: carol.userId.hex, frozen: true });
  const replies = [
    await ask(alice, certificateGet),
    await administer('GET', '/users'),
    await administer('GET', '/stats'),
  ];
  await first.close();

  const second = serverOn(file);
  stops.push(() => second.close());
  const after = before.behind(inProcess(second));
  expect([
    await after.ask(alice, certificateGet),
    await after.administer('GET', '/users'),
    await after.administer('GET', '/stats'),
  ]).toEqual(replies);
  const info = async (member: Member) => (await after.ask(member, { cmd: 'organization_info' })).http;
  expect([await info(phone), await info(carol), await info(dave)]).toEqual([200, 462, 461]);
  await after.administer('POST', '/users/freeze', { user_id: carol.userId.hex, frozen: false });
  const newcomer = userCreation(carol, newMember('newcomer'), { at: later() });
  expect(await after.ask(carol, newcomer)).toMatchObject({ status: 'ok' });
});

test('a file of the first version of the schema is brought up to date and served', async () => {
  const file = fileInFolder();
  const first = serverOn(file);
  const before = await organizationBehind(inProcess(first));
  await first.close();
  toFirstSchema(file);

  const second = serverOn(file);
  stops.push(() => second.close());
  const after = before.behind(inProcess(second));
  const listener = await Listener.tuned(after, after.alice);
  await after.enrol('bob');
  const heard = await listener.rest();
  expect(heard.map(({ fields }) => fields?.event)).toEqual(['COMMON_CERTIFICATE']);
  const resumed = await Listener.tuned(after, after.alice, heard[0]?.id);
  expect(await resumed.rest()).toEqual([]);
});
