import type { Judge } from '../../../src/judge/judge.ts';
import type { Member } from '../../../src/judge/members.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { inviteDevice, inviteUser } from '../../../src/vocabulary/actions/invitations.ts';
import { ResumingListener } from '../../../src/vocabulary/observations/resuming-listener.ts';
import { freshAddress } from '../../../src/vocabulary/organizations/invitation-organization.ts';
import type { Fields, Instant } from '../../../src/wire/values.ts';

// After a change of profile, the streams of a user deliver the events that the new profile may see.

const needs = ['events'] as const;
const profiles = ['ADMIN', 'STANDARD', 'OUTSIDER'] as const;
type Profile = (typeof profiles)[number];

const certificate = (timestamp: Instant): Fields => ({ event: 'COMMON_CERTIFICATE', timestamp });
const pending = (token: Uint8Array): Fields => ({
  event: 'INVITATION',
  token,
  invitation_status: 'PENDING',
});

/** Opens streams on two devices of Bob. Each has received one event, so that it can be resumed. */
async function bobListens(judge: Judge, profile: Profile) {
  const { author: alice } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob', { profile });
  const phone = await judge.members.addDevice(bob, 'bob-phone');
  const listeners = [await ResumingListener.open(judge, bob), await ResumingListener.open(judge, phone)];
  const { addition } = await judge.members.addDevice(alice, 'alice-phone');
  for (const listener of listeners) await listener.until(addition.at, 'the first event');
  return { alice, bob, listeners };
}

/**
 * Creates one event of each kind: a user invitation, a device invitation of Bob, a certificate.
 * Returns the events for Bob.
 */
async function createEvents(judge: Judge, alice: Member, bob: Member, profile: Profile, label: string) {
  const user = await inviteUser(judge, alice, freshAddress(judge));
  const device = await inviteDevice(judge, bob);
  const { addition } = await judge.members.addDevice(alice, label);
  return [
    ...(profile === 'ADMIN' ? [pending(user.token)] : []),
    pending(device.token),
    certificate(addition.at),
  ];
}

/** Asserts that the next events of each listener are exactly these. */
async function receive(judge: Judge, listeners: readonly ResumingListener[], expected: readonly Fields[]) {
  for (const listener of listeners)
    for (const [index, event] of expected.entries()) {
      const what = `event ${index + 1} after the change, ${event.event}`;
      judge.expect.hasFields(await listener.next(what), event, what);
    }
}

for (const from of profiles)
  for (const to of profiles.filter((profile) => profile !== from)) {
    const name = `${from}-to-${to}`.toLowerCase();

    // The streams are read only at the end. A server that closes them must keep the events until
    // they are resumed.
    verifies('events_listen/profile-change-loses-nothing', { needs, case: name }, async (judge) => {
      const { alice, bob, listeners } = await bobListens(judge, from);
      const change = await judge.members.setProfile(alice, bob.person, to);
      const later = await createEvents(judge, alice, bob, to, 'alice-tablet');
      await receive(judge, listeners, [certificate(change.at), ...later]);
    });

    verifies(
      'events_listen/profile-change-loses-nothing',
      { needs, case: `${name}-and-back` },
      async (judge) => {
        const { alice, bob, listeners } = await bobListens(judge, from);
        const first = await judge.members.setProfile(alice, bob.person, to);
        const between = await createEvents(judge, alice, bob, to, 'alice-tablet');
        const back = await judge.members.setProfile(alice, bob.person, from);
        const later = await createEvents(judge, alice, bob, from, 'alice-watch');
        await receive(judge, listeners, [certificate(first.at), ...between, certificate(back.at), ...later]);
      },
    );
  }

// The events are read at once, like a client does: that of the change, then later ones.
verifies('events_listen/profile-change-loses-nothing', { needs, case: 'one-by-one' }, async (judge) => {
  const { alice, bob, listeners } = await bobListens(judge, 'STANDARD');
  for (const profile of ['OUTSIDER', 'ADMIN', 'STANDARD', 'ADMIN', 'OUTSIDER', 'STANDARD'] as const) {
    const change = await judge.members.setProfile(alice, bob.person, profile);
    await receive(judge, listeners, [certificate(change.at)]);
    await receive(
      judge,
      listeners,
      await createEvents(judge, alice, bob, profile, `alice-${judge.random.hex(16)}`),
    );
  }
});
