import { describe, expect, test } from 'vitest';
import { inviteDevice, inviteUser, knock } from './knock.ts';
import { deviceCreation, newMember, profileChange } from './members.ts';
import { organizationOn, type TestOrganization } from './organization.ts';

const admin = { user: { profile: 'ADMIN' } } as const;
const info = { cmd: 'invite_info' } as const;
const cancel = (token: Uint8Array) => ({ cmd: 'invite_cancel', token }) as const;
const complete = (token: Uint8Array) => ({ cmd: 'invite_complete', token }) as const;

async function listOf({ ask }: TestOrganization, member: Parameters<TestOrganization['ask']>[0]) {
  const { reply } = await ask(member, { cmd: 'invite_list' });
  return reply?.status === 'ok' ? reply.invitations : [];
}

describe('a device invitation', () => {
  test('is open to every profile, for the own user, one at a time, from any device', async () => {
    const organization = await organizationOn();
    const { ask, alice, enrol, later } = organization;
    const bob = await enrol('bob', {
      user: { profile: 'OUTSIDER', human_handle: ['bob@example.com', 'Bob'] },
    });
    const phone = { ...newMember('bob'), userId: bob.userId };
    await ask(bob, deviceCreation(bob, phone, { at: later() }));
    const token = await inviteDevice(organization, bob);
    expect(await inviteDevice(organization, phone)).toEqual(token);
    expect(await inviteDevice(organization, alice)).not.toEqual(token);
    for (const one of [bob, phone])
      expect(await listOf(organization, one)).toMatchObject([
        { type: 'DEVICE', token, status: 'PENDING', created_by: { user_id: bob.userId } },
      ]);
    expect((await listOf(organization, alice)).map((one) => one.token)).not.toContainEqual(token);
    expect((await knock(organization, token, info)).reply).toEqual({
      status: 'ok',
      type: 'DEVICE',
      claimer_user_id: bob.userId,
      claimer_human_handle: ['bob@example.com', 'Bob'],
      created_by: { type: 'USER', user_id: bob.userId, human_handle: ['bob@example.com', 'Bob'] },
    });
    for (const end of [cancel, complete])
      expect(await ask(alice, end(token))).toMatchObject({ status: 'author_not_allowed' });
    expect(await ask(phone, cancel(token))).toMatchObject({ status: 'ok' });
    const next = await inviteDevice(organization, bob);
    expect(next).not.toEqual(token);
    expect(await ask(phone, complete(next))).toMatchObject({ status: 'ok' });
    for (const dead of [token, next])
      expect(await knock(organization, dead, info)).toMatchObject({ http: 410 });
  });

  test('and a user invitation are independent; the own one survives a demotion', async () => {
    const organization = await organizationOn();
    const { ask, alice, enrol, later } = organization;
    const adam = await enrol('adam', admin);
    const user = await inviteUser(organization, adam, 'zack@example.com');
    const device = await inviteDevice(organization, adam);
    expect(user).not.toEqual(device);
    expect(await listOf(organization, adam)).toMatchObject([
      { type: 'USER', token: user },
      { type: 'DEVICE', token: device },
    ]);
    await ask(alice, profileChange(alice, adam.userId, 'OUTSIDER', later()));
    expect(await listOf(organization, adam)).toMatchObject([{ type: 'DEVICE', token: device }]);
    expect(await ask(adam, cancel(device))).toMatchObject({ status: 'ok' });
  });
});
