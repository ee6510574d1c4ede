import type { Judge } from '../../../src/judge/judge.ts';
import { joinCertificates } from '../../../src/people/added-certificates.ts';

/**
 * An organization with every profile and a history of each kind of certificate: Alice ADMIN, Bob
 * STANDARD, Mallory OUTSIDER, Rita revoked.
 */
export async function community(judge: Judge) {
  const { author: alice, bootstrap } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob');
  const mallory = await judge.members.enrol(alice, 'mallory', { profile: 'OUTSIDER' });
  const phone = await judge.members.addDevice(bob, 'bob-phone');
  const rita = await judge.members.enrol(alice, 'rita');
  const promotion = await judge.members.setProfile(alice, rita.person, 'ADMIN');
  const revocation = await judge.members.revoke(alice, rita.person);
  const changes = [
    bootstrap,
    bob.enrolment,
    mallory.enrolment,
    phone.addition,
    rita.enrolment,
    promotion,
    revocation,
  ] as const;
  return {
    alice,
    bob,
    mallory,
    phone,
    rita,
    promotion,
    revocation,
    changes,
    history: joinCertificates(...changes),
  };
}

/** This organization, shared by all checks that only read it. */
export const sharedCommunity = (judge: Judge): ReturnType<typeof community> =>
  judge.shared('community', community);
