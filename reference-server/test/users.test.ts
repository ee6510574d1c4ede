import { nodeCrypto } from '@parsec-spec/spec/crypto';
import { describe, expect, test } from 'vitest';
import { inSeconds, newId, newMember, revocation, type UserChanges, userCreation } from './members.ts';
import { organizationOn, type TestOrganization } from './organization.ts';

const { randomBytes } = nodeCrypto;
const everything = {
  cmd: 'certificate_get',
  common_after: null,
  sequester_after: null,
  shamir_recovery_after: null,
  realm_after: new Map(),
} as const;

/** What an administrator sees of an organization from outside. */
async function sight({ ask, alice, administer }: TestOrganization): Promise<unknown> {
  const [history, users, stats] = [
    await ask(alice, everything),
    await administer('GET', '/users'),
    await administer('GET', '/stats'),
  ];
  return { history, users, stats };
}

const stranger = randomBytes(32);
const another = newId();

// One fault each; the same request without it is accepted right after.
const faults: Readonly<Record<string, UserChanges>> = {
  'full user certificate signed by another key': { fullUser: { signedBy: stranger } },
  'full device certificate signed by another key': { fullDevice: { signedBy: stranger } },
  'redacted user certificate signed by another key': { redactedUser: { signedBy: stranger } },
  'redacted device certificate signed by another key': { redactedDevice: { signedBy: stranger } },
  'all by nobody': { user: { author: null }, device: { author: null } },
  'all by another device': { user: { author: another }, device: { author: another } },
  'user without handle in the full slot': { fullUser: { fields: { human_handle: null } } },
  'device without label in the full slot': { fullDevice: { fields: { device_label: null } } },
  'handle in the redacted slot': { redactedUser: { fields: { human_handle: ['x@example.com', 'X'] } } },
  'label in the redacted slot': { redactedDevice: { fields: { device_label: 'x' } } },
  'another time in both user certificates': { user: { timestamp: inSeconds(-3) } },
  'another time in both device certificates': { device: { timestamp: inSeconds(-3) } },
  'another user in both device certificates': { device: { user_id: another } },
  'redacted user of another id': { redactedUser: { fields: { user_id: another } } },
  'redacted user of another key': { redactedUser: { fields: { public_key: randomBytes(32) } } },
  'redacted user of another profile': { redactedUser: { fields: { profile: 'OUTSIDER' } } },
  'redacted device of another id': { redactedDevice: { fields: { device_id: another } } },
  'redacted device of another key': {
    redactedDevice: { fields: { verify_key: nodeCrypto.verifyKeyOf(stranger) } },
  },
  'redacted device of another purpose': { redactedDevice: { fields: { purpose: 'REGISTRATION' } } },
  'device key that is no point': { device: { verify_key: new Uint8Array(32).fill(2) } },
};

describe('user_create', () => {
  test.each(['ADMIN', 'STANDARD', 'OUTSIDER'] as const)(
    'enrols a user who is %s, at once',
    async (profile) => {
      const { ask, enrol, administer } = await organizationOn();
      const bob = await enrol('bob', { user: { profile } });
      expect(await ask(bob, { cmd: 'organization_info' })).toMatchObject({ http: 200, status: 'ok' });
      const { body } = await administer('GET', '/users');
      expect(body).toMatchObject({
        users: [{ user_email: 'alice@example.com' }, { user_id: bob.userId.hex, user_email: bob.email }],
      });
      const stats = (await administer('GET', '/stats')).body as { users_per_profile_detail: object };
      const alone = { active: profile === 'ADMIN' ? 2 : 1, revoked: 0 };
      expect(stats.users_per_profile_detail).toMatchObject({ [profile]: alone });
    },
  );

  test.each(Object.entries(faults))('refuses: %s', async (_, changes) => {
    const organization = await organizationOn();
    const { ask, alice, later } = organization;
    const before = await sight(organization);
    const bob = newMember('bob');
    expect(await ask(alice, userCreation(alice, bob, { at: later(), ...changes }))).toMatchObject({
      status: 'invalid_certificate',
    });
    expect(await sight(organization)).toEqual(before);
    expect(await ask(bob, { cmd: 'organization_info' })).toMatchObject({ http: 403 });
    expect(await ask(alice, userCreation(alice, bob, { at: later() }))).toMatchObject({ status: 'ok' });
    expect(await ask(bob, { cmd: 'organization_info' })).toMatchObject({ status: 'ok' });
  });

  test.each([
    'user_certificate',
    'device_certificate',
    'redacted_user_certificate',
    'redacted_device_certificate',
  ] as const)('refuses junk as %s', async (slot) => {
    const { ask, alice, later } = await organizationOn();
    const request = userCreation(alice, newMember('bob'), { at: later() });
    for (const junk of [new Uint8Array(0), randomBytes(200), request.user_certificate.subarray(0, 100)]) {
      expect(await ask(alice, { ...request, [slot]: junk })).toMatchObject({ status: 'invalid_certificate' });
    }
    expect(await ask(alice, request)).toMatchObject({ status: 'ok' });
  });

  test('is signed by the device that sends it, not by another administrator', async () => {
    const { ask, alice, enrol, later } = await organizationOn();
    const adam = await enrol('adam', { user: { profile: 'ADMIN' } });
    const byAdam = userCreation(adam, newMember('bob'), { at: later() });
    expect(await ask(alice, byAdam)).toMatchObject({ status: 'invalid_certificate' });
    expect(await ask(adam, byAdam)).toMatchObject({ status: 'ok' });
  });

  test('is for administrators of this moment, whatever the certificates', async () => {
    const { ask, alice, enrol, later } = await organizationOn();
    const adam = await enrol('adam', { user: { profile: 'ADMIN' } });
    for (const profile of ['STANDARD', 'OUTSIDER'] as const) {
      const bob = await enrol(profile.toLowerCase(), { user: { profile } });
      const request = userCreation(bob, newMember('carol'), { at: later() });
      expect(await ask(bob, request)).toMatchObject({ status: 'author_not_allowed' });
      expect(await ask(bob, { ...request, user_certificate: randomBytes(99) })).toMatchObject({
        status: 'author_not_allowed',
      });
    }
    expect(await ask(adam, userCreation(adam, newMember('carol'), { at: later() }))).toMatchObject({
      status: 'ok',
    });
    expect(await ask(alice, revocation(alice, adam.userId, later()))).toMatchObject({ status: 'ok' });
    expect(await ask(adam, userCreation(adam, newMember('dave'), { at: later() }))).toMatchObject({
      http: 461,
    });
  });

  test('keeps identifiers for good, an e-mail only while its user is not revoked', async () => {
    const { ask, alice, enrol, later, administer } = await organizationOn();
    const bob = await enrol('bob');
    const create = (person: ReturnType<typeof newMember>, changes: UserChanges = {}) =>
      ask(alice, userCreation(alice, person, { at: later(), ...changes }));
    const exists = { status: 'user_already_exists' };
    const taken = { status: 'human_handle_already_taken' };
    expect(await create({ ...newMember('carol'), userId: bob.userId })).toMatchObject(exists);
    expect(await create({ ...newMember('carol'), deviceId: bob.deviceId })).toMatchObject(exists);
    expect(await create(newMember('bob'))).toMatchObject(taken);
    expect(await create(newMember('bob'), { user: { human_handle: [bob.email, 'Other'] } })).toMatchObject(
      taken,
    );
    await administer('POST', '/users/freeze', { user_email: bob.email, frozen: true });
    expect(await create(newMember('bob'))).toMatchObject(taken);
    expect(await create(newMember('Bob'))).toMatchObject({ status: 'ok' });
    expect(await ask(alice, revocation(alice, bob.userId, later()))).toMatchObject({ status: 'ok' });
    expect(await create({ ...newMember('carol'), userId: bob.userId })).toMatchObject(exists);
    const bob2 = newMember('bob');
    expect(await create(bob2)).toMatchObject({ status: 'ok' });
    // The flag was the first one's.
    expect(await ask(bob2, { cmd: 'organization_info' })).toMatchObject({ status: 'ok' });
  });

  test('stops at the limit of active users, and resumes when a seat is free', async () => {
    const { ask, alice, enrol, later, administer } = await organizationOn({
      settings: { active_users_limit: 3 },
    });
    const bob = await enrol('bob', { user: { profile: 'OUTSIDER' } });
    await enrol('carol');
    await administer('POST', '/users/freeze', { user_id: bob.userId.hex, frozen: true });
    const dave = newMember('dave');
    const full = { status: 'active_users_limit_reached' };
    expect(await ask(alice, userCreation(alice, dave, { at: later() }))).toMatchObject(full);
    await ask(alice, revocation(alice, bob.userId, later()));
    expect(await ask(alice, userCreation(alice, dave, { at: later() }))).toMatchObject({ status: 'ok' });
    await administer('PATCH', '', { active_users_limit: 1 });
    expect(await ask(dave, { cmd: 'organization_info' })).toMatchObject({ status: 'ok' });
    const erin = newMember('erin');
    expect(await ask(alice, userCreation(alice, erin, { at: later() }))).toMatchObject(full);
    await administer('PATCH', '', { active_users_limit: null });
    expect(await ask(alice, userCreation(alice, erin, { at: later() }))).toMatchObject({ status: 'ok' });
  });

  test('takes a time in the window, later than the last one', async () => {
    const { ask, alice } = await organizationOn();
    let asked = 0;
    const create = async (at: ReturnType<typeof inSeconds>) =>
      ask(alice, userCreation(alice, newMember(`p${++asked}`), { at }));
    for (const off of [310, -350]) {
      const { reply } = await create(inSeconds(off));
      expect(reply).toMatchObject({
        status: 'timestamp_out_of_ballpark',
        ballpark_client_early_offset: { value: 300 },
        ballpark_client_late_offset: { value: 320 },
      });
    }
    const last = inSeconds(200);
    expect(await create(last)).toMatchObject({ status: 'ok' });
    for (const at of [last, last.plus(-1n), inSeconds(0)]) {
      const { reply } = await create(at);
      expect(reply).toMatchObject({ status: 'require_greater_timestamp' });
      expect((reply as { strictly_greater_than: unknown }).strictly_greater_than).toEqual(last);
    }
    expect(await create(last.plus(1n))).toMatchObject({ status: 'ok' });
  });

  test('lets one of many concurrent requests succeed', async () => {
    const { ask, alice, administer } = await organizationOn({ settings: { active_users_limit: 2 } });
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        ask(alice, userCreation(alice, newMember(`p${index}`), { at: inSeconds(1 + index) })),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'ok')).toHaveLength(1);
    expect(outcomes.filter(({ status }) => status === 'active_users_limit_reached')).toHaveLength(9);
    expect((await administer('GET', '/stats')).body).toMatchObject({ active_users: 2, users: 2 });
  });
});
