import { nodeCrypto } from '@parsec-spec/spec/crypto';
import { describe, expect, test } from 'vitest';
import {
  deviceCreation,
  inSeconds,
  newId,
  newMember,
  profileChange,
  revocation,
  userCreation,
} from './members.ts';
import { organizationOn } from './organization.ts';

const info = { cmd: 'organization_info' } as const;
const junk = nodeCrypto.randomBytes(150);

describe('user_update', () => {
  test('gives another profile, in force with the next command, and counted', async () => {
    const { ask, alice, enrol, later, administer } = await organizationOn();
    const bob = await enrol('bob');
    const invite = () => ask(bob, userCreation(bob, newMember(`guest${later().micros}`), { at: later() }));
    expect(await invite()).toMatchObject({ status: 'author_not_allowed' });
    expect(await ask(alice, profileChange(alice, bob.userId, 'ADMIN', later()))).toMatchObject({
      status: 'ok',
    });
    expect(await invite()).toMatchObject({ status: 'ok' });
    expect(await ask(alice, profileChange(alice, bob.userId, 'OUTSIDER', later()))).toMatchObject({
      status: 'ok',
    });
    expect(await invite()).toMatchObject({ status: 'author_not_allowed' });
    expect((await administer('GET', '/stats')).body).toMatchObject({
      users_per_profile_detail: {
        ADMIN: { active: 1, revoked: 0 },
        STANDARD: { active: 1, revoked: 0 },
        OUTSIDER: { active: 1, revoked: 0 },
      },
    });
  });

  test('refuses, each for its reason', async () => {
    const { ask, alice, enrol, later } = await organizationOn();
    const adam = await enrol('adam', { user: { profile: 'ADMIN' } });
    const bob = await enrol('bob');
    const gone = await enrol('gone');
    await ask(alice, revocation(alice, gone.userId, later()));
    const change = (request: ReturnType<typeof profileChange>, by = alice) => ask(by, request);
    const invalid = { status: 'invalid_certificate' };
    expect(await change(profileChange(bob, adam.userId, 'STANDARD', later()), bob)).toMatchObject({
      status: 'author_not_allowed',
    });
    expect(await change({ cmd: 'user_update', user_update_certificate: junk }, bob)).toMatchObject({
      status: 'author_not_allowed',
    });
    expect(await change({ cmd: 'user_update', user_update_certificate: junk })).toMatchObject(invalid);
    expect(await change(profileChange(alice, alice.userId, 'STANDARD', later()))).toMatchObject(invalid);
    expect(await change(profileChange(adam, bob.userId, 'ADMIN', later()))).toMatchObject(invalid);
    expect(
      await change(profileChange(alice, bob.userId, 'ADMIN', later(), { signedBy: adam.seed })),
    ).toMatchObject(invalid);
    expect(
      await change(profileChange(alice, bob.userId, 'ADMIN', later(), { fields: { author: adam.deviceId } })),
    ).toMatchObject(invalid);
    expect(await change(profileChange(alice, newId(), 'ADMIN', later()))).toMatchObject({
      status: 'user_not_found',
    });
    expect(await change(profileChange(alice, gone.userId, 'ADMIN', later()))).toMatchObject({
      status: 'user_revoked',
    });
    expect(await change(profileChange(alice, bob.userId, 'STANDARD', later()))).toMatchObject({
      status: 'user_no_changes',
    });
    for (const off of [310, -350]) {
      expect(await change(profileChange(alice, bob.userId, 'ADMIN', inSeconds(off)))).toMatchObject({
        status: 'timestamp_out_of_ballpark',
      });
    }
    expect(await change(profileChange(alice, bob.userId, 'ADMIN', inSeconds(-10)))).toMatchObject({
      status: 'require_greater_timestamp',
    });
    expect(await change(profileChange(alice, bob.userId, 'ADMIN', later()))).toMatchObject({ status: 'ok' });
  });
});

describe('user_revoke', () => {
  test('refuses every device on every route at once, and keeps everything that the history needs', async () => {
    const { ask, alice, enrol, later, administer, talk, id, authorization } = await organizationOn();
    const bob = await enrol('bob');
    const phone = newMember('phone');
    expect(await ask(bob, deviceCreation(bob, phone, { at: later() }))).toMatchObject({ status: 'ok' });
    const devices = [bob, { ...phone, userId: bob.userId }];
    for (const device of devices) expect(await ask(device, info)).toMatchObject({ status: 'ok' });
    expect(await ask(alice, revocation(alice, bob.userId, later()))).toMatchObject({ status: 'ok' });
    for (const device of devices) {
      expect(await ask(device, info)).toMatchObject({ http: 461 });
      expect(await ask(device, { cmd: 'tos_get' }, 'tos')).toMatchObject({ http: 461 });
      const stream = await talk({
        method: 'GET',
        target: `/authenticated/${id}/events`,
        headers: [
          ['Api-Version', '5.6'],
          ['Accept', 'text/event-stream'],
          ['Authorization', authorization(device)],
        ],
      });
      expect(stream.status).toBe(461);
    }
    expect((await administer('GET', '/users')).body).toMatchObject({ users: [{ user_email: alice.email }] });
    expect((await administer('GET', '/stats')).body).toMatchObject({
      users: 2,
      active_users: 1,
      users_per_profile_detail: { STANDARD: { active: 0, revoked: 1 } },
    });
    expect(await administer('POST', '/users/freeze', { user_id: bob.userId.hex, frozen: true })).toEqual({
      status: 404,
      body: { detail: 'User has been revoked' },
    });
    expect(await administer('POST', '/users/freeze', { user_email: bob.email, frozen: true })).toEqual({
      status: 404,
      body: { detail: 'User not found' },
    });
  });

  test('refuses, each for its reason', async () => {
    const { ask, alice, enrol, later } = await organizationOn();
    const adam = await enrol('adam', { user: { profile: 'ADMIN' } });
    const bob = await enrol('bob');
    const revoke = (request: ReturnType<typeof revocation>, by = alice) => ask(by, request);
    const invalid = { status: 'invalid_certificate' };
    expect(await revoke(revocation(bob, adam.userId, later()), bob)).toMatchObject({
      status: 'author_not_allowed',
    });
    expect(await revoke({ cmd: 'user_revoke', revoked_user_certificate: junk }, bob)).toMatchObject({
      status: 'author_not_allowed',
    });
    expect(await revoke({ cmd: 'user_revoke', revoked_user_certificate: junk })).toMatchObject(invalid);
    expect(await revoke(revocation(alice, alice.userId, later()))).toMatchObject(invalid);
    expect(await revoke(revocation(adam, bob.userId, later()))).toMatchObject(invalid);
    expect(await revoke(revocation(alice, bob.userId, later(), { signedBy: bob.seed }))).toMatchObject(
      invalid,
    );
    expect(await revoke(revocation(alice, newId(), later()))).toMatchObject({ status: 'user_not_found' });
    for (const off of [310, -350]) {
      expect(await revoke(revocation(alice, bob.userId, inSeconds(off)))).toMatchObject({
        status: 'timestamp_out_of_ballpark',
      });
    }
    expect(await revoke(revocation(alice, bob.userId, inSeconds(-10)))).toMatchObject({
      status: 'require_greater_timestamp',
    });
    const at = later();
    expect(await revoke(revocation(alice, bob.userId, at))).toMatchObject({ status: 'ok' });
    expect((await revoke(revocation(alice, bob.userId, later()))).reply).toEqual({
      status: 'user_already_revoked',
      last_common_certificate_timestamp: at,
    });
  });

  test('of two administrators who demote or revoke each other one succeeds', async () => {
    const { ask, alice, enrol } = await organizationOn();
    const adam = await enrol('adam', { user: { profile: 'ADMIN' } });
    const outcomes = await Promise.all([
      ask(alice, revocation(alice, adam.userId, inSeconds(1))),
      ask(adam, profileChange(adam, alice.userId, 'STANDARD', inSeconds(2))),
    ]);
    expect(outcomes.map(({ status }) => status).filter((status) => status === 'ok')).toHaveLength(1);
    expect(outcomes.map(({ http }) => http).sort()).toEqual([200, 461]);
  });
});

describe('list_frozen_users', () => {
  test('shows an administrator the users that the host has frozen', async () => {
    const { ask, alice, enrol, administer } = await organizationOn();
    const bob = await enrol('bob');
    const carol = await enrol('carol');
    const list = { cmd: 'list_frozen_users' } as const;
    expect((await ask(alice, list)).reply).toEqual({ status: 'ok', frozen_users: [] });
    for (const { hex } of [carol.userId, bob.userId])
      await administer('POST', '/users/freeze', { user_id: hex, frozen: true });
    expect((await ask(alice, list)).reply).toEqual({
      status: 'ok',
      frozen_users: [bob.userId, carol.userId],
    });
    await administer('POST', '/users/freeze', { user_id: bob.userId.hex, frozen: false });
    expect((await ask(alice, list)).reply).toEqual({ status: 'ok', frozen_users: [carol.userId] });
    expect(await ask(bob, list)).toMatchObject({ status: 'author_not_allowed' });
  });
});
