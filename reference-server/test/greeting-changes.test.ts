import { Uuid } from '@parsec-spec/spec/codec';
import { nodeCrypto } from '@parsec-spec/spec/crypto';
import { describe, expect, test } from 'vitest';
import { Table, tableIn } from './greeting-table.ts';
import { inviteDevice, inviteUser, knock } from './knock.ts';
import { profileChange, revocation } from './members.ts';
import { organizationBehind, organizationOn } from './organization.ts';

const admin = { user: { profile: 'ADMIN' } } as const;
const unknown = Uuid.of(nodeCrypto.randomBytes(16));
const attemptOf = ({ reply }: { readonly reply: unknown }): Uuid =>
  (reply as { greeting_attempt: Uuid }).greeting_attempt;

describe('changes on the way', () => {
  test.each([
    ['invite_cancel', 'invitation_cancelled'],
    ['invite_complete', 'invitation_completed'],
  ] as const)('after %s the greeter hears %s, the claimer 410', async (cmd, status) => {
    const table = await tableIn(await organizationOn());
    const { organization, greeter, token } = table;
    const attempt = await table.upTo(3);
    await organization.ask(greeter, { cmd, token });
    expect(await table.greeterSays(attempt, 3)).toMatchObject({ status });
    expect(await table.greeterCancels(attempt)).toMatchObject({ status });
    expect(await table.greeterStarts()).toMatchObject({ status });
    expect(await table.claimerSays(attempt, 3)).toMatchObject({ http: 410 });
    expect(await table.claimerCancels(attempt)).toMatchObject({ http: 410 });
    expect(await table.claimerStarts()).toMatchObject({ http: 410 });
    expect(
      await organization.ask(greeter, { cmd: 'invite_greeter_start_greeting_attempt', token: unknown.bytes }),
    ).toMatchObject({
      status: 'invitation_not_found',
    });
  });

  test('a greeter who was revoked or is no longer ADMIN is refused, and so is the claimer', async () => {
    const organization = await organizationOn();
    const { ask, alice, enrol, later } = organization;
    const adam = await enrol('adam', admin);
    const table = new Table(organization, await inviteUser(organization, adam, 'zack@example.com'), adam);
    const attempt = await table.upTo(1);
    await ask(alice, profileChange(alice, adam.userId, 'STANDARD', later()));
    const author = { status: 'author_not_allowed' };
    expect(await table.greeterSays(attempt, 1)).toMatchObject(author);
    expect(await table.greeterCancels(attempt)).toMatchObject(author);
    expect(await table.greeterStarts()).toMatchObject(author);
    const greeter = { status: 'greeter_not_allowed' };
    expect(await table.claimerSays(attempt, 1)).toMatchObject(greeter);
    expect(await table.claimerCancels(attempt)).toMatchObject(greeter);
    expect(await table.claimerStarts()).toMatchObject(greeter);
    await ask(alice, profileChange(alice, adam.userId, 'ADMIN', later()));
    expect(await table.greeterSays(attempt, 1)).toMatchObject({ status: 'not_ready' });
    await ask(alice, revocation(alice, adam.userId, later()));
    expect(await table.greeterSays(attempt, 1)).toMatchObject({ http: 461 });
    const revoked = { status: 'greeter_revoked' };
    expect(await table.claimerSays(attempt, 1)).toMatchObject(revoked);
    expect(await table.claimerCancels(attempt)).toMatchObject(revoked);
    expect(await table.claimerStarts()).toMatchObject(revoked);
  });

  test('administrators may greet a user, and the owner a device', async () => {
    const organization = await organizationOn();
    const { alice, enrol, talk } = organization;
    const bob = await enrol('bob');
    const other = await organizationBehind(talk);
    const person = await tableIn(organization);
    const device = new Table(organization, await inviteDevice(organization, bob), bob);
    const notAllowed = { status: 'greeter_not_allowed' };
    expect(await person.claimerStarts(bob.userId)).toMatchObject(notAllowed);
    expect(await device.claimerStarts(alice.userId)).toMatchObject(notAllowed);
    for (const nobody of [unknown, other.alice.userId])
      expect(await person.claimerStarts(nobody)).toMatchObject({ status: 'greeter_not_found' });
    const start = { cmd: 'invite_greeter_start_greeting_attempt' } as const;
    const author = { status: 'author_not_allowed' };
    expect(await organization.ask(bob, { ...start, token: person.token })).toMatchObject(author);
    expect(await organization.ask(alice, { ...start, token: device.token })).toMatchObject(author);
    expect(await device.upTo(9)).toBeInstanceOf(Uuid);
  });

  test('invite_info tells when an administrator last started, whatever became of it', async () => {
    const organization = await organizationOn();
    const { alice, enrol } = organization;
    const adam = await enrol('adam', admin);
    const table = await tableIn(organization);
    const ofAdam = new Table(organization, table.token, adam);
    const elsewhere = await tableIn(organization, 'yves@example.com');
    const joined = async (one: Table): Promise<readonly (number | null)[]> => {
      const { reply } = await knock(organization, one.token, { cmd: 'invite_info' });
      if (reply?.status !== 'ok' || reply.type !== 'USER') throw new Error('invite_info');
      return [alice, adam].map(({ userId }) => {
        const found = reply.administrators.find(({ user_id }) => user_id.equals(userId));
        return found?.last_greeting_attempt_joined_on === null
          ? null
          : Number(found?.last_greeting_attempt_joined_on.micros);
      });
    };
    await ofAdam.claimerStarts();
    expect(await joined(table)).toEqual([null, null]);
    const attempt = attemptOf(await ofAdam.greeterStarts());
    const [none, first] = await joined(table);
    expect(none).toBeNull();
    expect(first).toBeGreaterThan(0);
    await ofAdam.greeterCancels(attempt);
    expect(await joined(table)).toEqual([null, first]);
    await new Promise((resolve) => setTimeout(resolve, 3));
    await ofAdam.greeterStarts();
    expect((await joined(table))[1]).toBeGreaterThan(first ?? Number.POSITIVE_INFINITY);
    expect(await joined(elsewhere)).toEqual([null, null]);
  });
});
