import type { EventStream } from '../../../src/judge/event-stream.ts';
import type { Judge } from '../../../src/judge/judge.ts';
import type { Member } from '../../../src/judge/members.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import {
  askDeviceInvitation,
  askUserInvitation,
  cancelInvitation,
  completeInvitation,
  type Invitation,
  invitationIn,
} from '../../../src/vocabulary/actions/invitations.ts';
import { freshAddress } from '../../../src/vocabulary/organizations/invitation-organization.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';

const needs = ['events'] as const;

/** Two ADMINs, Bob with two devices, and Mallory. Each device listens. */
async function openStreams(judge: Judge) {
  const { author: alice } = await judge.bootstrapped();
  const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
  const bob = await judge.members.enrol(alice, 'bob');
  const phone = await judge.members.addDevice(bob, 'phone');
  const mallory = await judge.members.enrol(alice, 'mallory', { profile: 'OUTSIDER' });
  const people = { alice, adam, bob, phone, mallory };
  const streams = Object.fromEntries(
    await Promise.all(
      Object.entries(people).map(async ([name, member]) => [name, await judge.listen(member)] as const),
    ),
  ) as Readonly<Record<keyof typeof people, EventStream>>;
  return { ...people, streams };
}
type People = Awaited<ReturnType<typeof openStreams>>;
type Name = keyof People['streams'];

/** The users who receive an event about an invitation, and those who do not. */
const kinds = {
  user: {
    asks: (judge: Judge, { alice }: People, email: string) => askUserInvitation(judge, alice, email),
    owner: ({ alice }: People) => alice,
    audience: ['alice', 'adam'],
    reused: 'invite_new_user/pending-is-reused',
  },
  device: {
    asks: (judge: Judge, { bob }: People) => askDeviceInvitation(judge, bob),
    owner: ({ bob }: People) => bob,
    audience: ['bob', 'phone'],
    reused: 'invite_new_device/pending-is-reused',
  },
} as const;

const event = ({ token }: Invitation, invitation_status: string) => ({
  event: 'INVITATION',
  token,
  invitation_status,
});

/** Asserts that the next event of each of these users is about the invitation. */
async function expectEvent(people: People, names: readonly Name[], invitation: Invitation, status: string) {
  for (const name of names)
    await people.streams[name].event(event(invitation, status), `${status}, to ${name}`);
}

/**
 * Asserts that no stream has another event: adds a certificate, and expects its event next on every
 * stream.
 */
async function expectNothingElse(judge: Judge, { alice, streams }: People) {
  const { addition } = await judge.members.addDevice(alice, 'tablet');
  await judge.under('events_listen/invitation-audience', async () => {
    for (const [name, stream] of Object.entries(streams))
      await stream.certificate(addition.at, `the next event to ${name}`);
  });
}

for (const [kind, { asks, owner, audience, reused }] of Object.entries(kinds)) {
  verifies(
    ['events_listen/invitation-event', 'events_listen/invitation-audience'],
    { needs, case: kind },
    async (judge) => {
      const people = await openStreams(judge);
      const email = freshAddress(judge);
      const invitation = invitationIn(judge, owner(people), await asks(judge, people, email));
      await expectEvent(people, audience, invitation, 'PENDING');
      const again = invitationIn(judge, owner(people), await asks(judge, people, email));
      await judge.under(reused, () =>
        judge.expect.equal(again.token, invitation.token, 'the token of a repeated request'),
      );
      await expectEvent(people, audience, invitation, 'PENDING');
      await expectNothingElse(judge, people);
    },
  );

  for (const [requirement, end, status] of [
    ['events_listen/invitation-cancelled-event', cancelInvitation, 'CANCELLED'],
    ['events_listen/invitation-finished-event', completeInvitation, 'FINISHED'],
  ] as const) {
    verifies(requirement, { needs, case: kind }, async (judge) => {
      const people = await openStreams(judge);
      const member = owner(people);
      const invitation = invitationIn(judge, member, await asks(judge, people, freshAddress(judge)));
      await expectEvent(people, audience, invitation, 'PENDING');
      judge.expect.reply(await end(judge, member, invitation), 'ok', status);
      await expectEvent(people, audience, invitation, status);
      // A second end of an invitation has no event.
      const again = await end(judge, member, invitation);
      judge.expect.that(again.replyStatus !== 'ok', 'a refusal of the second time', again.replyStatus, again);
      await expectNothingElse(judge, people);
    });
  }
}

// Current ADMINs receive the event. Former ADMINs do not.
verifies('events_listen/invitation-audience', { needs, case: 'present-admins' }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
  const bob = await judge.members.enrol(alice, 'bob');
  await judge.members.setProfile(alice, adam.person, 'STANDARD');
  await judge.members.setProfile(alice, bob.person, 'ADMIN');
  const open = (member: Member) => judge.listen(member);
  const [ours, former, present] = await Promise.all([open(alice), open(adam), open(bob)]);
  const answer: Exchange = await askUserInvitation(judge, alice, freshAddress(judge));
  const invitation = invitationIn(judge, alice, answer);
  await ours.event(event(invitation, 'PENDING'), 'PENDING, to alice');
  await present.event(event(invitation, 'PENDING'), 'PENDING, to the current ADMINs');
  const { addition } = await judge.members.addDevice(alice, 'phone');
  await former.certificate(addition.at, 'the first event since the opening, to who was ADMIN');
});
