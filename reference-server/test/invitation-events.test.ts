import { describe, expect, test } from 'vitest';
import { tableIn, Table } from './greeting-table.ts';
import { inviteDevice, inviteUser } from './knock.ts';
import { Listener } from './listener.ts';
import { deviceCreation, newMember, profileChange, revocation } from './members.ts';
import { organizationOn } from './organization.ts';

const admin = { user: { profile: 'ADMIN' } } as const;

/** The frames that a listener has received since the last call. */
const heard = async (listener: Listener) => (await listener.rest()).map(({ told }) => told);

describe('the stream tells', () => {
  test('administrators of this moment of user invitations: opened, asked for again, ended', async () => {
    const organization = await organizationOn();
    const { ask, alice, enrol, later } = organization;
    const [adam, eve, bob] = [await enrol('adam', admin), await enrol('eve', admin), await enrol('bob')];
    await ask(alice, profileChange(alice, eve.userId, 'STANDARD', later()));
    const [alices, adams, ...others] = await Promise.all(
      [alice, adam, eve, bob].map((one) => Listener.tuned(organization, one)),
    );
    if (alices === undefined || adams === undefined) throw new Error('listeners');
    const first = await inviteUser(organization, alice, 'zack@example.com');
    await inviteUser(organization, adam, 'zack@example.com');
    await ask(adam, { cmd: 'invite_cancel', token: first });
    const second = await inviteUser(organization, alice, 'zack@example.com');
    await ask(alice, { cmd: 'invite_complete', token: second });
    await ask(alice, { cmd: 'invite_complete', token: second });
    await ask(bob, { cmd: 'invite_new_user', claimer_email: 'yves@example.com', send_email: false });
    const told = [
      [first, 'PENDING'],
      [first, 'PENDING'],
      [first, 'CANCELLED'],
      [second, 'PENDING'],
      [second, 'FINISHED'],
    ].map(([token, invitation_status]) => ({ event: 'INVITATION', token, invitation_status }));
    expect(await heard(alices)).toEqual(told);
    expect(await heard(adams)).toEqual(told);
    for (const other of others) expect(await heard(other)).toEqual([]);
  });

  test('the owner of device invitations gets them on all devices, other users do not', async () => {
    const organization = await organizationOn();
    const { ask, alice, enrol, later } = organization;
    const bob = await enrol('bob');
    const phone = { ...newMember('bob'), userId: bob.userId };
    await ask(bob, deviceCreation(bob, phone, { at: later() }));
    const listeners = await Promise.all([bob, phone, alice].map((one) => Listener.tuned(organization, one)));
    const token = await inviteDevice(organization, bob);
    await ask(phone, { cmd: 'invite_cancel', token });
    const told = ['PENDING', 'CANCELLED'].map((invitation_status) => ({
      event: 'INVITATION',
      token,
      invitation_status,
    }));
    const [bobs, phones, alices] = await Promise.all(listeners.map(heard));
    expect(bobs).toEqual(told);
    expect(phones).toEqual(told);
    expect(alices).toEqual([]);
  });

  test('only the greeter, on all devices, gets each knock, each meeting, and each cancellation but the automatic ones', async () => {
    const organization = await organizationOn();
    const { ask, alice, enrol, later } = organization;
    const adam = await enrol('adam', admin);
    const phone = { ...newMember('alice'), userId: alice.userId };
    await ask(alice, deviceCreation(alice, phone, { at: later() }));
    const table = await tableIn(organization);
    const listeners = await Promise.all([alice, phone, adam].map((one) => Listener.tuned(organization, one)));
    const { token } = table;
    const first = await table.upTo(0);
    await table.greeterSays(first, 0);
    await table.claimerSays(first, 0);
    await table.claimerSays(first, 1);
    await table.greeterSays(first, 0);
    await table.greeterSays(first, 1);
    const second = await table.upTo(0);
    expect(second).not.toEqual(first);
    await table.claimerSays(second, 0);
    await table.claimerSays(second, 0);
    await table.greeterSays(second, 0);
    await table.greeterSays(second, 0);
    await table.claimerSays(second, 0);
    await table.claimerCancels(second);
    await table.claimerCancels(second);
    const third = await table.upTo(0);
    await table.greeterCancels(third);
    const told = [
      ['JOINED', first],
      ['READY', second],
      ['READY', second],
      ['JOINED', second],
      ['JOINED', second],
      ['CANCELLED', second],
      ['CANCELLED', third],
    ].map(([what, greeting_attempt]) => ({ event: `GREETING_ATTEMPT_${what}`, token, greeting_attempt }));
    const [alices, phones, adams] = await Promise.all(listeners.map(heard));
    expect(alices).toEqual(told);
    expect(phones).toEqual(told);
    expect(adams).toEqual([]);
  });

  test('polls without a record in the one sequence of events, replayed like any other', async () => {
    const organization = await organizationOn();
    const { alice, enrol } = organization;
    const table = await tableIn(organization);
    const listener = await Listener.tuned(organization, alice);
    await enrol('bob');
    const { id = '' } = await listener.next();
    const attempt = await table.upTo(0);
    for (let poll = 0; poll < 3; poll++) await table.claimerSays(attempt, 0);
    await enrol('carol');
    const resumed = await Listener.tuned(organization, alice, id);
    const events = (await resumed.rest()).map(({ told }) => told?.event);
    const ready = 'GREETING_ATTEMPT_READY';
    expect(events).toEqual([ready, ready, ready, 'COMMON_CERTIFICATE']);
  });

  test('no event for a refused command, nor for a greeter who was revoked', async () => {
    const organization = await organizationOn();
    const { ask, alice, enrol, later } = organization;
    const adam = await enrol('adam', admin);
    const table = await tableIn(organization);
    const ofAdam = new Table(organization, table.token, adam);
    const attempt = await ofAdam.upTo(0);
    await ask(alice, revocation(alice, adam.userId, later()));
    const listener = await Listener.tuned(organization, alice);
    await ofAdam.claimerSays(attempt, 0);
    await ofAdam.claimerCancels(attempt);
    await table.claimerSays(attempt, 5);
    await table.greeterCancels(attempt);
    await ask(alice, { cmd: 'invite_cancel', token: attempt.bytes });
    expect(await heard(listener)).toEqual([]);
    await inviteUser(organization, alice, 'yves@example.com');
    expect(await heard(listener)).toHaveLength(1);
  });
});
