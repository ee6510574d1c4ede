import { DateTime } from '@parsec-spec/spec/codec';
import {
  absentOrganization,
  apply,
  type Organization,
  type OrganizationRecord,
} from '@parsec-spec/spec/records';
import { administrationRules, commandRules } from '@parsec-spec/spec/rules';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemoryJournal } from '../../src/storage/memory-journal.ts';
import { makeBootstrap } from '../support/bootstrap.ts';
import { histories } from '../support/random-history.ts';
import { testGreeting } from '../support/test-greeting.ts';
import { testOrganization } from '../support/test-organization.ts';
import { administrator, msgpack, organizationInfo, outcomeOf, TestServer } from '../support/test-server.ts';

/** Makes a value that throws on each write, also to maps. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value))
    return value;
  if (value instanceof Map) {
    const refuse = (): never => {
      throw new TypeError('a refused call wrote to the state');
    };
    Object.assign(value, { set: refuse, delete: refuse, clear: refuse });
    for (const item of value.values()) frozen(item);
  }
  for (const item of Object.values(value)) frozen(item);
  return Object.freeze(value);
}

/** A journal that returns frozen records, so that a state must not write to them. */
class WatchedJournal extends MemoryJournal {
  appended = 0;
  override async append(entry: Parameters<MemoryJournal['append']>[0]) {
    this.appended += 1;
    return super.append(frozen(entry));
  }
}

test('a refused call appends nothing, whatever the reason', async () => {
  const journal = new WatchedJournal();
  const testServer = new TestServer({ journal });
  const { id, bootstrap } = await testServer.bootstrapped();
  const { id: bare, token } = await testServer.organization();
  const before = journal.appended;
  const refusals = [
    await testServer.bootstrap(bare, makeBootstrap(token, { user: { profile: 'STANDARD' } })),
    await testServer.bootstrap(bare, makeBootstrap(new Uint8Array(16))),
    await testServer.bootstrap(id, makeBootstrap(token)),
    await testServer.bootstrap('Unknown', makeBootstrap(token)),
    await testServer.call(`/anonymous/${bare}`, Buffer.from('junk')),
    await testServer.authenticated(
      id,
      bootstrap,
      { cmd: 'tos_accept', tos_updated_on: DateTime.of(0n) },
      '/tos',
    ),
    await testServer.authenticated(id, bootstrap, { cmd: 'unknown' }),
    await testServer.call(`/authenticated/${id}`, organizationInfo, msgpack),
    await testServer.administer('POST', '/organizations', { organization_id: id }),
    await testServer.administer('POST', '/organizations', { organization_id: '<>' }),
    await testServer.administer('PATCH', '/organizations/Unknown', { is_expired: true }),
    await testServer.administer('PATCH', `/organizations/${id}`, { is_expired: 'yes' }),
    await testServer.administer('POST', `/organizations/${id}/users/freeze`, {
      frozen: true,
      user_email: 'nobody@example.com',
    }),
    await testServer.administer(
      'PATCH',
      `/organizations/${id}`,
      { is_expired: true },
      administrator.slice(1),
    ),
    await testServer.exchange({ method: 'GET', target: '/anonymous/Unknown', headers: msgpack }),
  ];
  expect(refusals.map(outcomeOf)).toEqual([
    'invalid_certificate',
    'invalid_bootstrap_token',
    'invalid_bootstrap_token',
    404,
    415,
    'no_tos',
    415,
    401,
    400,
    422,
    404,
    422,
    404,
    403,
    404,
  ]);
  expect(journal.appended).toBe(before);
  expect(outcomeOf(await testServer.bootstrap(bare, makeBootstrap(token)))).toBe('ok');
  expect(journal.appended).toBe(before + 1);
});

test('records are never modified: two replays of frozen records give the same state', () => {
  const replay = (records: readonly OrganizationRecord[]): Organization => {
    const organization = absentOrganization('Org');
    for (const record of records) apply(organization, record);
    return organization;
  };
  fc.assert(
    fc.property(histories, (records) => {
      frozen(records);
      expect(replay(records)).toEqual(replay(records));
    }),
  );
});

test('effects only read: each runs on a state that throws on every write', async () => {
  const journal = new MemoryJournal();
  const testServer = new TestServer({ journal });
  const { id, bootstrap } = await testServer.bootstrapped({ tos: { en: 'https://x.test' } });
  const state = absentOrganization(id);
  for (const record of await journal.read(id, 0)) apply(state, record);
  frozen(state);
  const user = state.users.get(bootstrap.userId.hex);
  const device = state.devices.get(bootstrap.deviceId.hex);
  const now = DateTime.ofMillis(Date.now());
  const context = {
    state,
    now,
    random: () => new Uint8Array(16),
    config: testServer.server.config,
    author: { user, device },
  };
  const intents = (effect: unknown, request: object) =>
    (effect as (context: object) => { records?: { record: string }[] })({ ...context, request });
  const { organization_update, user_freeze } = administrationRules;
  const { tos_accept, certificate_get, organization_info } = commandRules;
  const recorded = [
    intents(organization_update.effect, { is_expired: true, tos: {} }),
    intents(user_freeze.effect, { frozen: true, user_id: bootstrap.userId.hex }),
    intents(tos_accept.effect, {}),
    intents(certificate_get.effect, { common_after: null, sequester_after: null }),
    intents(organization_info.effect, {}),
  ].map(({ records = [] }) => records.map(({ record }) => record));
  expect(recorded).toEqual([['organization_updated'], ['user_frozen'], ['tos_accepted'], [], []]);
});

test('an ended or cancelled greeting keeps nothing of its exchange', async () => {
  const journal = new WatchedJournal();
  const organization = await testOrganization({ journal });
  const greeting = await testGreeting(organization);
  await greeting.upTo(8);
  const cancelled = await greeting.upTo(8);
  await greeting.greeterCancels(cancelled);
  await greeting.upTo(8);
  await organization.ask(organization.alice, { cmd: 'invite_complete', token: greeting.token });
  const state = absentOrganization(organization.id);
  for (const record of await journal.read(organization.id, 0)) apply(state, record);
  expect(state.greetings.size).toBe(0);
  expect(state.ended_attempts.size).toBe(0);
});
