import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { API_VERSION } from '@parsec-spec/spec/commands';
import { applyAccount } from '@parsec-spec/spec/records';
import { noAccounts } from '@parsec-spec/spec/state';
import { expect, test } from 'vitest';
import { createServer } from '../../src/core/create-server.ts';
import { inProcess } from '../../src/http/in-process.ts';
import { accountStream } from '../../src/storage/journal.ts';
import { SqliteJournal } from '../../src/storage/sqlite/sqlite-journal.ts';
import { askInvited, inviteDevice, inviteUser } from '../support/invitations.ts';
import { stops } from '../support/relays.ts';
import { greeterSteps, TestGreeting } from '../support/test-greeting.ts';
import { organizationBehind } from '../support/test-organization.ts';
import { otherThan, TestSignUp } from '../support/test-sign-up.ts';

function fileInFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'invitations-'));
  stops.push(() => rmSync(folder, { recursive: true }));
  return join(folder, 'journal.sqlite');
}

test('invitations, and a greeting in the middle of a step, are the same after a restart', async () => {
  const file = fileInFolder();
  const config = { administration_token: 's3cr3t' };
  const first = createServer({ journal: new SqliteJournal(file), config });
  const before = await organizationBehind(inProcess(first));
  const { alice } = before;
  const [ended, device] = [
    await inviteUser(before, alice, 'yves@example.com'),
    await inviteDevice(before, alice),
  ];
  await before.ask(alice, { cmd: 'invite_cancel', token: ended });
  const greeting = new TestGreeting(before, await inviteUser(before, alice, 'zack@example.com'), alice);
  const cancelled = await greeting.upTo(1);
  await greeting.claimerCancels(cancelled, 'INVALID_NONCE_HASH');
  const attempt = await greeting.upTo(6);
  expect(await greeting.greeterSays(attempt, 6)).toMatchObject({ status: 'not_ready' });
  const seen = async (organization: typeof before) => [
    await organization.ask(alice, { cmd: 'invite_list' }),
    await askInvited(organization, greeting.token, { cmd: 'invite_info' }),
    await askInvited(organization, device, { cmd: 'invite_info' }),
    await askInvited(organization, ended, { cmd: 'invite_info' }),
  ];
  const replies = await seen(before);
  await first.close();

  const second = createServer({ journal: new SqliteJournal(file), config });
  stops.push(() => second.close());
  const asked = before.behind(inProcess(second));
  expect(await seen(asked)).toEqual(replies);
  const again = new TestGreeting(asked, greeting.token, alice);
  expect(await again.greeterSays(cancelled, 0)).toMatchObject({
    reply: { status: 'greeting_attempt_cancelled', origin: 'CLAIMER', reason: 'INVALID_NONCE_HASH' },
  });
  expect(await again.claimerSays(attempt, 6)).toMatchObject({
    reply: { status: 'ok', greeter_step: greeterSteps[6] },
  });
  expect(await again.greeterSays(attempt, 2)).toMatchObject({ status: 'ok' });
  expect(
    await again.greeterSays(attempt, 0, { step: 'NUMBER_0_WAIT_PEER', public_key: new Uint8Array(32) }),
  ).toMatchObject({
    status: 'step_mismatch',
  });
  expect(await inviteDevice(asked, alice)).toEqual(device);
});

test('accounts are in the same file as organizations and are not listed as one', async () => {
  const file = fileInFolder();
  const first = new TestSignUp({ journal: new SqliteJournal(file) });
  const code = await first.code('zoe@example.com');
  await first.check('zoe@example.com', otherThan(code));
  await first.server.close();
  const journal = new SqliteJournal(file);
  const second = new TestSignUp({ journal });
  stops.push(() => second.server.close());
  expect(await second.create('zoe@example.com', code)).toMatchObject({ status: 'ok' });
  expect(await journal.figures(undefined)).toEqual([]);
  const accounts = noAccounts();
  for (const record of await journal.read<Parameters<typeof applyAccount>[1]>(accountStream, 0))
    applyAccount(accounts, record);
  expect(accounts.version).toBe(3);
  expect(['zoe@example.com', 'Zoe@example.com'].map((email) => accounts.addresses.has(email))).toEqual([
    true,
    false,
  ]);
  expect(accounts.addresses.size).toBe(1);
  const { status } = await second.server.handle({
    method: 'GET',
    target: '/anonymous/',
    headers: [
      ['Api-Version', API_VERSION],
      ['Content-Type', 'application/msgpack'],
    ],
    body: { read: async () => new Uint8Array() },
    peer: '',
    secure: false,
  });
  expect(status).toBe(404);
});
