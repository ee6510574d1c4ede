import { DateTime } from '@parsec-spec/spec/codec';
import { nodeCrypto } from '@parsec-spec/spec/crypto';
import { describe, expect, test } from 'vitest';
import { inviteUser, knock } from './knock.ts';
import { profileChange, revocation } from './members.ts';
import { organizationOn, type TestOrganization } from './organization.ts';

const admin = { user: { profile: 'ADMIN' } } as const;
const info = { cmd: 'invite_info' } as const;
const newUser = (claimer_email: string) =>
  ({ cmd: 'invite_new_user', claimer_email, send_email: false }) as const;
const cancel = (token: Uint8Array) => ({ cmd: 'invite_cancel', token }) as const;
const complete = (token: Uint8Array) => ({ cmd: 'invite_complete', token }) as const;

async function listOf({ ask }: TestOrganization, member: Parameters<TestOrganization['ask']>[0]) {
  const { reply } = await ask(member, { cmd: 'invite_list' });
  return reply?.status === 'ok' ? reply.invitations : [];
}

describe('a user invitation', () => {
  test('is listed by its time, even if another one was recorded before it', async () => {
    // As with two nodes of which one has to wait: it took the time before.
    let late = 0;
    const organization = await organizationOn({ clock: () => DateTime.ofMillis(Date.now() - late) });
    const { alice } = organization;
    const second = await inviteUser(organization, alice, 'second@example.com');
    late = 5_000;
    const first = await inviteUser(organization, alice, 'first@example.com');
    late = 0;
    const third = await inviteUser(organization, alice, 'third@example.com');
    const listed = await listOf(organization, alice);
    expect(listed.map(({ token }) => token)).toEqual([first, second, third]);
  });

  test('is for administrators of this moment', async () => {
    const organization = await organizationOn();
    const { ask, alice, enrol, later } = organization;
    const adam = await enrol('adam', admin);
    const bob = await enrol('bob');
    const mallory = await enrol('mallory', { user: { profile: 'OUTSIDER' } });
    expect(await ask(adam, newUser('zack@example.com'))).toMatchObject({
      reply: { status: 'ok', email_sent: 'SUCCESS' },
    });
    await ask(alice, profileChange(alice, adam.userId, 'STANDARD', later()));
    for (const one of [adam, bob, mallory])
      expect(await ask(one, newUser('yves@example.com'))).toMatchObject({ status: 'author_not_allowed' });
    expect(await listOf(organization, alice)).toHaveLength(1);
  });

  test('of an enrolled user is refused, even frozen or the inviter; a revoked user may return', async () => {
    const organization = await organizationOn();
    const { ask, alice, enrol, later, administer } = organization;
    const bob = await enrol('bob');
    const carol = await enrol('carol');
    await administer('POST', '/users/freeze', { user_id: carol.userId.hex, frozen: true });
    for (const email of [bob.email, carol.email, alice.email])
      expect(await ask(alice, newUser(email))).toMatchObject({ status: 'claimer_email_already_enrolled' });
    expect(await ask(alice, newUser('Bob@example.com'))).toMatchObject({ status: 'ok' });
    await ask(alice, revocation(alice, bob.userId, later()));
    expect(await ask(alice, newUser(bob.email))).toMatchObject({ status: 'ok' });
  });

  test('is one for an address, whichever administrator invites, until it has ended', async () => {
    const organization = await organizationOn();
    const { ask, alice, enrol } = organization;
    const adam = await enrol('adam', admin);
    const first = await inviteUser(organization, alice, 'zack@example.com');
    expect(first).toHaveLength(16);
    expect(await inviteUser(organization, adam, 'zack@example.com')).toEqual(first);
    expect(await inviteUser(organization, alice, 'yves@example.com')).not.toEqual(first);
    expect(await listOf(organization, adam)).toMatchObject([
      { token: first, created_by: { user_id: alice.userId } },
      { claimer_email: 'yves@example.com' },
    ]);
    await ask(alice, cancel(first));
    const second = await inviteUser(organization, alice, 'zack@example.com');
    expect(second).not.toEqual(first);
    await ask(alice, complete(second));
    const third = await inviteUser(organization, alice, 'zack@example.com');
    expect([first, second]).not.toContainEqual(third);
    for (const dead of [first, second])
      expect(await knock(organization, dead, info)).toMatchObject({ http: 410 });
    expect(await knock(organization, third, info)).toMatchObject({ status: 'ok' });
  });

  test('is listed to administrators of this moment, with all its fields, in the order of creation, ended too', async () => {
    const organization = await organizationOn();
    const { ask, alice, enrol, later } = organization;
    const adam = await enrol('adam', {
      user: { profile: 'ADMIN', human_handle: ['adam@example.com', 'Adam'] },
    });
    const bob = await enrol('bob');
    const tokens = [
      await inviteUser(organization, alice, 'one@example.com'),
      await inviteUser(organization, adam, 'two@example.com'),
      await inviteUser(organization, alice, 'three@example.com'),
    ] as const;
    await ask(alice, cancel(tokens[0]));
    await ask(adam, complete(tokens[1]));
    const listed = [
      { type: 'USER', token: tokens[0], claimer_email: 'one@example.com', status: 'CANCELLED' },
      {
        type: 'USER',
        token: tokens[1],
        claimer_email: 'two@example.com',
        status: 'FINISHED',
        created_by: { type: 'USER', user_id: adam.userId, human_handle: ['adam@example.com', 'Adam'] },
      },
      { type: 'USER', token: tokens[2], claimer_email: 'three@example.com', status: 'PENDING' },
    ];
    const seen = await listOf(organization, alice);
    expect(seen).toMatchObject(listed);
    for (const { created_on } of seen)
      expect(Math.abs(Number(created_on.micros) / 1000 - Date.now())).toBeLessThan(5000);
    expect(await listOf(organization, adam)).toMatchObject(listed);
    await ask(alice, profileChange(alice, adam.userId, 'STANDARD', later()));
    expect(await listOf(organization, adam)).toEqual([]);
    expect(await listOf(organization, bob)).toEqual([]);
  });

  test('is ended once, by any administrator or the enrolled invitee, and by no other user', async () => {
    const organization = await organizationOn();
    const { ask, alice, enrol, later } = organization;
    const adam = await enrol('adam', admin);
    const eve = await enrol('eve', admin);
    const bob = await enrol('bob');
    const tokens = await Promise.all(
      ['a', 'b', 'zack'].map((name) => inviteUser(organization, adam, `${name}@example.com`)),
    );
    const [first = alice.seed, second = alice.seed, third = alice.seed] = tokens;
    await ask(alice, profileChange(alice, adam.userId, 'STANDARD', later()));
    const zack = await enrol('zack');
    for (const end of [cancel, complete]) {
      for (const one of [adam, bob, zack])
        expect(await ask(one, end(first))).toMatchObject({ status: 'author_not_allowed' });
      expect(await knock(organization, first, info)).toMatchObject({ status: 'ok' });
    }
    expect(await ask(eve, cancel(first))).toMatchObject({ status: 'ok' });
    expect(await ask(eve, complete(second))).toMatchObject({ status: 'ok' });
    expect(await ask(zack, complete(third))).toMatchObject({ status: 'ok' });
    expect(await ask(alice, cancel(first))).toMatchObject({ status: 'invitation_already_cancelled' });
    expect(await ask(alice, complete(first))).toMatchObject({ status: 'invitation_cancelled' });
    expect(await ask(alice, cancel(second))).toMatchObject({ status: 'invitation_completed' });
    expect(await ask(alice, complete(second))).toMatchObject({ status: 'invitation_already_completed' });
    for (const end of [cancel, complete])
      expect(await ask(alice, end(nodeCrypto.randomBytes(16)))).toMatchObject({
        status: 'invitation_not_found',
      });
    expect((await listOf(organization, alice)).map(({ status }) => status)).toEqual([
      'CANCELLED',
      'FINISHED',
      'FINISHED',
    ]);
  });

  test('is ended once by concurrent requests', async () => {
    const organization = await organizationOn();
    const { ask, alice } = organization;
    const token = await inviteUser(organization, alice, 'zack@example.com');
    const ends = Array.from({ length: 16 }, (_, index) =>
      ask(alice, (index % 2 === 0 ? cancel : complete)(token)),
    );
    const outcomes = (await Promise.all(ends)).map(({ status }) => status);
    expect(outcomes.filter((status) => status === 'ok')).toHaveLength(1);
    const same = await Promise.all(
      Array.from({ length: 16 }, () => inviteUser(organization, alice, 'zack@example.com')),
    );
    expect(new Set(same.map((one) => Buffer.from(one).toString('hex'))).size).toBe(1);
  });

  test('shows its recipient, its creator, and the possible greeters', async () => {
    const organization = await organizationOn();
    const { ask, alice, enrol, later } = organization;
    const adam = await enrol('adam', {
      user: { profile: 'ADMIN', human_handle: ['adam@example.com', 'Adam'] },
    });
    const bob = await enrol('bob', { user: { human_handle: ['bob@example.com', 'Bob'] } });
    const token = await inviteUser(organization, adam, 'zack@example.com');
    const created_by = { type: 'USER', user_id: adam.userId, human_handle: ['adam@example.com', 'Adam'] };
    const one = (user_id: unknown, email: string, label: string) => ({
      user_id,
      human_handle: [email, label],
      online_status: 'UNKNOWN',
      last_greeting_attempt_joined_on: null,
    });
    const [alices, adams, bobs] = [
      one(alice.userId, 'alice@example.com', 'Alice'),
      one(adam.userId, 'adam@example.com', 'Adam'),
      one(bob.userId, 'bob@example.com', 'Bob'),
    ];
    const told = async () => (await knock(organization, token, info)).reply;
    expect(await told()).toEqual({
      status: 'ok',
      type: 'USER',
      claimer_email: 'zack@example.com',
      created_by,
      administrators: [adams, alices],
    });
    await ask(alice, profileChange(alice, bob.userId, 'ADMIN', later()));
    expect(await told()).toMatchObject({ administrators: [adams, alices, bobs] });
    await ask(alice, profileChange(alice, adam.userId, 'OUTSIDER', later()));
    expect(await told()).toMatchObject({ administrators: [alices, bobs], created_by });
    await ask(alice, revocation(alice, bob.userId, later()));
    expect(await told()).toMatchObject({ administrators: [alices] });
  });
});
