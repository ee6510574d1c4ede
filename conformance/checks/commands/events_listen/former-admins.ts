import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Judge } from '../../../src/judge/judge.ts';
import type { Member } from '../../../src/judge/members.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { adminChanges } from '../../../src/vocabulary/actions/admin-changes.ts';
import {
  cancelInvitation,
  completeInvitation,
  type Invitation,
  inviteDevice,
  inviteUser,
} from '../../../src/vocabulary/actions/invitations.ts';
import { ResumingListener } from '../../../src/vocabulary/observations/resuming-listener.ts';
import { freshAddress } from '../../../src/vocabulary/organizations/invitation-organization.ts';

const needs = ['events'] as const;

/** The rules by which the event arrives that ends a reading. The profile of others has changed. */
const marker = ['events_listen/certificate-event'] as const;
const afterChange = 'events_listen/profile-change-loses-nothing';

/** The contents of an invitation event: token in hex, and status. */
type InvitationEvent = readonly [token: string, status: string];
type Listeners = Readonly<Record<string, ResumingListener>>;

/** Two invitations by Adam, and another ADMIN who acts on them. */
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
  async (judge: Judge, { alice, first, second, zack }: Invitations): Promise<readonly InvitationEvent[]> => {
    judge.expect.reply(await end(judge, alice, first), 'ok', `${status}, by an ADMIN`);
    const claimer = await judge.members.enrol(alice, zack);
    judge.expect.reply(await end(judge, claimer, second), 'ok', `${status}, by the claimer`);
    return [
      [first.hex, status],
      [second.hex, status],
    ];
  };

/** The actions on the invitations, each with the events that it causes. */
const actions = {
  // Repeated, then ended and created again by another ADMIN for the same address.
  repeated: {
    requirement: 'events_listen/invitation-event',
    act: async (judge: Judge, { alice, email, first }: Invitations): Promise<readonly InvitationEvent[]> => {
      await inviteUser(judge, alice, email);
      judge.expect.reply(await completeInvitation(judge, alice, first), 'ok', 'the completion');
      const anew = await inviteUser(judge, alice, email);
      await judge.under('invite_new_user/ended-is-not-reused', () =>
        judge.expect.that(
          anew.hex !== first.hex,
          'another token than that of the ended one',
          'the same token',
        ),
      );
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
  async (judge: Judge, owner: Member, invitation: Invitation): Promise<readonly InvitationEvent[]> => {
    judge.expect.reply(await end(judge, owner, invitation), 'ok', `${status}, by the owner`);
    return [[invitation.hex, status]];
  };

/** The actions on a device invitation, by a device of its owner, with their events. */
const deviceActions = {
  repeated: async (judge: Judge, owner: Member, { hex }: Invitation): Promise<readonly InvitationEvent[]> => {
    await inviteDevice(judge, owner);
    return [[hex, 'PENDING']];
  },
  cancelled: endsOwn(cancelInvitation, 'CANCELLED'),
  completed: endsOwn(completeInvitation, 'FINISHED'),
} as const;

async function createInvitations(judge: Judge, alice: Member, adam: Member): Promise<Invitations> {
  const email = freshAddress(judge);
  const zack = judge.cast.newUser('zack');
  const first = await inviteUser(judge, adam, email);
  const second = await inviteUser(judge, adam, zack.email);
  return { alice, email, first, second, zack };
}

/**
 * Reads each stream up to the event of a new certificate. Returns the invitation events before it.
 * The streams can be resumed afterwards.
 */
async function receive(judge: Judge, alice: Member, listeners: Listeners) {
  const { addition } = await judge.members.addDevice(alice, `alice-${judge.random.hex(16)}`);
  const received: Record<string, readonly InvitationEvent[]> = {};
  for (const [name, listener] of Object.entries(listeners)) {
    const events = await judge.under(name === 'alice' ? marker : [...marker, afterChange], () =>
      listener.until(addition.at, `a certificate event, to ${name}`),
    );
    received[name] = events
      .filter(({ event }) => event === 'INVITATION')
      .map(({ token, invitation_status }) => [
        token instanceof Uint8Array ? Buffer.from(token).toString('hex') : 'no bytes',
        String(invitation_status),
      ]);
  }
  return received;
}

/** Acts on invitations. Asserts that only these listeners receive the events, in order. */
async function expectAudience(
  judge: Judge,
  alice: Member,
  listeners: Listeners,
  audience: readonly string[],
  act: () => Promise<readonly InvitationEvent[]>,
  rule: RequirementId,
  compares: 'statuses too' | 'invitations alone' = 'statuses too',
) {
  // Earlier events have been received by then.
  await receive(judge, alice, listeners);
  const events = await act();
  const received = await receive(judge, alice, listeners);
  // Tokens differ from run to run and are secret, so findings must not contain them.
  const tokens = [...new Set(events.map(([token]) => token))];
  const named = (events: readonly InvitationEvent[] = []) =>
    events.map(([token, status]) => {
      const invitation = tokens.includes(token) ? `invitation ${tokens.indexOf(token) + 1}` : 'another one';
      return compares === 'statuses too' ? [invitation, status] : invitation;
    });
  for (const name of Object.keys(listeners)) {
    const observed = named(received[name]);
    const expected = named(audience.includes(name) ? events : []);
    const compare = () => judge.expect.equal(observed, expected, `invitation events to ${name}`);
    // An event too many breaks the rule of the audience. A missing or wrong one breaks the other.
    const isTooMany = observed.length > expected.length;
    await judge.under(isTooMany ? 'events_listen/invitation-audience' : rule, compare);
  }
}

for (const action of actionNames) {
  const { requirement, act } = actions[action];
  const ids = ['events_listen/invitation-audience', requirement] as const;
  // The status in the event of a cancellation has its own check: parsec-cloud on PostgreSQL says
  // PENDING.
  const compares = action === 'cancelled' ? 'invitations alone' : 'statuses too';

  for (const change of adminChanges) {
    const options = { needs: [...needs, ...change.needs], case: `${action}-creator-${change.name}` };
    verifies(ids, options, async (judge) => {
      const { author: alice } = await judge.bootstrapped();
      const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
      const setup = await createInvitations(judge, alice, adam);
      const ours = await ResumingListener.open(judge, alice);
      // Freezing and revocation end a stream, which other checks cover.
      const before = change.isOfProfile ? await ResumingListener.open(judge, adam) : undefined;
      await receive(judge, alice, { alice: ours, ...(before && { adam: before }) });
      await change.apply(judge, alice, adam);
      // Until then a delayed earlier freeze could end a new stream.
      await receive(judge, alice, { alice: ours });
      const listeners = { alice: ours, ...(before && { 'adam-before': before }) };
      if (change.isServed) {
        const phone = await judge.members.addDevice(adam, 'adam-phone');
        Object.assign(listeners, { 'adam-after': await ResumingListener.open(judge, phone) });
      }
      const audience = Object.keys(listeners).filter((name) => change.isAdmin || name === 'alice');
      await expectAudience(judge, alice, listeners, audience, () => act(judge, setup), requirement, compares);
    });
  }

  // A device invitation is announced to its owner alone, whatever the owner's profile.
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
      // Until then a delayed earlier freeze could end a new stream.
      await receive(judge, alice, { alice: ours });
      const phone = await judge.members.addDevice(adam, 'adam-phone');
      const after = await ResumingListener.open(judge, phone);
      const listeners = { alice: ours, ...(before && { 'adam-before': before }), 'adam-after': after };
      const audience = Object.keys(listeners).filter((name) => name !== 'alice');
      await expectAudience(
        judge,
        alice,
        listeners,
        audience,
        () => deviceActions[action](judge, phone, invitation),
        requirement,
        compares,
      );
    });
  }

  // Profiles change while the streams are open.
  verifies(ids, { needs, case: `${action}-present-admins` }, async (judge) => {
    const { author: alice } = await judge.bootstrapped();
    const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
    const setup = await createInvitations(judge, alice, adam);
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
    await expectAudience(judge, alice, listeners, audience, () => act(judge, setup), requirement, compares);
  });
}

// Alice listens from before the invitations to their ends.
verifies(
  'events_listen/invitation-cancelled-event',
  { needs: [...needs, 'administration'], case: 'creators-changed' },
  async (judge) => {
    const { author: alice } = await judge.bootstrapped();
    const ours = await ResumingListener.open(judge, alice);
    const tokens: (readonly [name: string, token: string])[] = [];
    for (const { name, apply } of adminChanges) {
      const creator = await judge.members.enrol(alice, `creator-${name}`, { profile: 'ADMIN' });
      const invitation = await inviteUser(judge, creator, freshAddress(judge));
      await apply(judge, alice, creator);
      judge.expect.reply(await cancelInvitation(judge, alice, invitation), 'ok', `creator ${name}`);
      tokens.push([name, invitation.hex]);
    }
    const { alice: events = [] } = await receive(judge, alice, { alice: ours });
    for (const [name, hex] of tokens) {
      const statuses = events.filter(([token]) => token === hex).map(([, status]) => status);
      judge.expect.equal(statuses, ['PENDING', 'CANCELLED'], `statuses, the creator ${name}`);
    }
  },
);

verifies(
  'events_listen/invitation-cancelled-event',
  { needs: [...needs, 'administration'], case: 'device-owners-changed' },
  async (judge) => {
    const { author: alice } = await judge.bootstrapped();
    const ours = await ResumingListener.open(judge, alice);
    for (const { name, apply } of adminChanges.filter(({ isServed }) => isServed)) {
      const owner = await judge.members.enrol(alice, `owner-${name}`, { profile: 'ADMIN' });
      const invitation = await inviteDevice(judge, owner);
      await apply(judge, alice, owner);
      await receive(judge, alice, { alice: ours });
      const listeners = { owner: await ResumingListener.open(judge, owner) };
      await receive(judge, alice, listeners);
      judge.expect.reply(await cancelInvitation(judge, owner, invitation), 'ok', `owner ${name}`);
      const { owner: events = [] } = await receive(judge, alice, listeners);
      const statuses = events.map(([token, status]) =>
        token === invitation.hex ? status : 'of another one',
      );
      judge.expect.equal(statuses, ['CANCELLED'], `statuses, the owner ${name}`);
    }
  },
);
