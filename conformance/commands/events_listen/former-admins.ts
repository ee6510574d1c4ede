import { ResumingListener } from '../../src/effects/index.ts';
import {
  adminChanges,
  cancelInvitation,
  completeInvitation,
  freshAddress,
  type Invitation,
  inviteDevice,
  inviteUser,
} from '../../src/invitations/index.ts';
import type { Judge, Member } from '../../src/judge/index.ts';
import { verifies } from '../../src/verifies/index.ts';

const needs = ['events'] as const;

/** What an invitation event tells: token in hex, and status. */
type Told = readonly [token: string, status: string];
type Listeners = Readonly<Record<string, ResumingListener>>;

/** Two invitations that adam created, and the ADMIN who acts on them. */
interface Invitations {
  readonly alice: Member;
  readonly email: string;
  readonly first: Invitation;
  /** Its claimer is not enrolled yet. */
  readonly second: Invitation;
  readonly zack: Member['person'];
}

/** Ends an invitation as an ADMIN, and another one as its claimer, who is enrolled for that. */
const endsBoth =
  (end: typeof cancelInvitation, status: string) =>
  async (judge: Judge, { alice, first, second, zack }: Invitations): Promise<readonly Told[]> => {
    judge.expect.reply(await end(judge, alice, first), 'ok', `${status}, by an ADMIN`);
    const claimer = await judge.members.enrol(alice, zack);
    judge.expect.reply(await end(judge, claimer, second), 'ok', `${status}, by the claimer`);
    return [
      [first.hex, status],
      [second.hex, status],
    ];
  };

/** What happens to the invitations, each with the events that it makes. */
const actions = {
  // Asked for again, then ended and made anew by another ADMIN for the same address.
  repeated: {
    requirement: 'events_listen/invitation-event',
    act: async (judge: Judge, { alice, email, first }: Invitations): Promise<readonly Told[]> => {
      await inviteUser(judge, alice, email);
      judge.expect.reply(await completeInvitation(judge, alice, first), 'ok', 'the completion');
      const anew = await inviteUser(judge, alice, email);
      return [
        [first.hex, 'PENDING'],
        [first.hex, 'FINISHED'],
        [anew.hex, 'PENDING'],
      ];
    },
  },
  cancelled: {
    requirement: 'events_listen/invitation-cancelled-event',
    act: endsBoth(cancelInvitation, 'CANCELLED'),
  },
  completed: {
    requirement: 'events_listen/invitation-finished-event',
    act: endsBoth(completeInvitation, 'FINISHED'),
  },
} as const;
const actionNames = ['repeated', 'cancelled', 'completed'] as const;

const endsOwn =
  (end: typeof cancelInvitation, status: string) =>
  async (judge: Judge, owner: Member, invitation: Invitation): Promise<readonly Told[]> => {
    judge.expect.reply(await end(judge, owner, invitation), 'ok', `${status}, by the owner`);
    return [[invitation.hex, status]];
  };

/** The same of a device invitation, by a device of its owner. */
const deviceActions = {
  repeated: async (judge: Judge, owner: Member, { hex }: Invitation): Promise<readonly Told[]> => {
    await inviteDevice(judge, owner);
    return [[hex, 'PENDING']];
  },
  cancelled: endsOwn(cancelInvitation, 'CANCELLED'),
  completed: endsOwn(completeInvitation, 'FINISHED'),
} as const;

async function invited(judge: Judge, alice: Member, adam: Member): Promise<Invitations> {
  const email = freshAddress(judge);
  const zack = judge.cast.newcomer('zack');
  const first = await inviteUser(judge, adam, email);
  const second = await inviteUser(judge, adam, zack.email);
  return { alice, email, first, second, zack };
}

/**
 * Everybody receives the events up to a new certificate, after which a stream can be resumed. Gives the invitation events
 * among them.
 */
async function receive(judge: Judge, alice: Member, listeners: Listeners) {
  const { addition } = await judge.members.addDevice(alice, `alice-${judge.random.hex(4)}`);
  const received: Record<string, readonly Told[]> = {};
  for (const [name, listener] of Object.entries(listeners)) {
    const events = await listener.until(addition.at, `a certificate event, to ${name}`);
    received[name] = events
      .filter(({ event }) => event === 'INVITATION')
      .map(({ token, invitation_status }) => [
        token instanceof Uint8Array ? Buffer.from(token).toString('hex') : 'no bytes',
        String(invitation_status),
      ]);
  }
  return received;
}

/** Acts on invitations: the listeners named receive the events, in order, and no other one does. */
async function expectAudience(
  judge: Judge,
  alice: Member,
  listeners: Listeners,
  audience: readonly string[],
  act: () => Promise<readonly Told[]>,
) {
  // What happened before has been received by then.
  await receive(judge, alice, listeners);
  const told = await act();
  const received = await receive(judge, alice, listeners);
  for (const name of Object.keys(listeners))
    judge.expect.equal(received[name], audience.includes(name) ? told : [], `invitation events to ${name}`);
}

for (const action of actionNames) {
  const { requirement, act } = actions[action];
  const ids = ['events_listen/invitation-audience', requirement] as const;

  for (const change of adminChanges) {
    const options = { needs: [...needs, ...change.needs], case: `${action}-creator-${change.name}` };
    verifies(ids, options, async (judge) => {
      const { author: alice } = await judge.bootstrapped();
      const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
      const of = await invited(judge, alice, adam);
      const ours = await ResumingListener.open(judge, alice);
      // Freezing and revocation end a stream: other checks are about that.
      const before = change.isOfProfile ? await ResumingListener.open(judge, adam) : undefined;
      await receive(judge, alice, { alice: ours, ...(before && { adam: before }) });
      await change.apply(judge, alice, adam);
      // By then an earlier freezing ends no stream that is opened from now on.
      await receive(judge, alice, { alice: ours });
      const listeners = { alice: ours, ...(before && { 'adam-before': before }) };
      if (change.isServed) {
        const phone = await judge.members.addDevice(adam, 'adam-phone');
        Object.assign(listeners, { 'adam-after': await ResumingListener.open(judge, phone) });
      }
      const audience = Object.keys(listeners).filter((name) => change.isAdmin || name === 'alice');
      await expectAudience(judge, alice, listeners, audience, () => act(judge, of));
    });
  }

  // His own device invitation stays his, and nobody else hears of it.
  for (const change of adminChanges.filter(({ isServed }) => isServed)) {
    const options = { needs: [...needs, ...change.needs], case: `${action}-device-owner-${change.name}` };
    verifies(ids, options, async (judge) => {
      const { author: alice } = await judge.bootstrapped();
      const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
      const invitation = await inviteDevice(judge, adam);
      const ours = await ResumingListener.open(judge, alice);
      const before = change.isOfProfile ? await ResumingListener.open(judge, adam) : undefined;
      await receive(judge, alice, { alice: ours, ...(before && { adam: before }) });
      await change.apply(judge, alice, adam);
      // By then an earlier freezing ends no stream that is opened from now on.
      await receive(judge, alice, { alice: ours });
      const phone = await judge.members.addDevice(adam, 'adam-phone');
      const after = await ResumingListener.open(judge, phone);
      const listeners = { alice: ours, ...(before && { 'adam-before': before }), 'adam-after': after };
      const audience = Object.keys(listeners).filter((name) => name !== 'alice');
      await expectAudience(judge, alice, listeners, audience, () =>
        deviceActions[action](judge, phone, invitation),
      );
    });
  }

  // Profiles change while everybody listens.
  verifies(ids, { needs, case: `${action}-present-admins` }, async (judge) => {
    const { author: alice } = await judge.bootstrapped();
    const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
    const of = await invited(judge, alice, adam);
    const enrol = (name: string, profile: string) => judge.members.enrol(alice, name, { profile });
    const people = {
      alice,
      adam,
      standard: await enrol('bob', 'STANDARD'),
      outsider: await enrol('mallory', 'OUTSIDER'),
      'promoted-standard': await enrol('carol', 'STANDARD'),
      'promoted-outsider': await enrol('oscar', 'OUTSIDER'),
      'demoted-to-standard': await enrol('dave', 'ADMIN'),
      'demoted-to-outsider': await enrol('erin', 'ADMIN'),
    };
    const listeners: Record<string, ResumingListener> = {};
    for (const [name, member] of Object.entries(people))
      listeners[name] = await ResumingListener.open(judge, member);
    await receive(judge, alice, listeners);
    for (const [name, profile] of [
      ['promoted-standard', 'ADMIN'],
      ['promoted-outsider', 'ADMIN'],
      ['demoted-to-standard', 'STANDARD'],
      ['demoted-to-outsider', 'OUTSIDER'],
    ] as const)
      await judge.members.setProfile(alice, people[name].person, profile);
    const audience = ['alice', 'adam', 'promoted-standard', 'promoted-outsider'];
    await expectAudience(judge, alice, listeners, audience, () => act(judge, of));
  });
}
