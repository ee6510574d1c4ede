import type { Judge } from '../../judge/judge.ts';
import type { Member } from '../../judge/members.ts';

/**
 * An organization of four members that concurrent checks share. They create and end invitations in
 * it, but change no profile.
 */
export interface InvitationOrganization {
  readonly organization: string;
  readonly alice: Member;
  /** An ADMIN, like alice. */
  readonly adam: Member;
  /** A STANDARD user. */
  readonly bob: Member;
  /** An OUTSIDER. */
  readonly mallory: Member;
}

/**
 * The shared organization of this run, made on first use. Checks invite only addresses from
 * `freshAddress`. They make no device invitations, because a user can have only one.
 */
export const invitationOrganization = (judge: Judge): Promise<InvitationOrganization> =>
  judge.shared('hall', async (founder) => {
    const { author: alice } = await founder.bootstrapped();
    // With a capital letter, so that checks notice a server that changes addresses to lower case.
    const newUser = founder.cast.newUser('adam');
    const person = { ...newUser, email: newUser.email.replace(/^a/, 'A') };
    const adam = await founder.members.enrol(alice, person, { profile: 'ADMIN' });
    const bob = await founder.members.enrol(alice, 'bob');
    const mallory = await founder.members.enrol(alice, 'mallory', { profile: 'OUTSIDER' });
    return { organization: alice.organization, alice, adam, bob, mallory };
  });

/**
 * A new email address that no user and no other invitation has. It depends only on the seed, the
 * check and the number of the call: a repeated check shares the organization with its first run.
 */
export const freshAddress = (judge: Judge, name = 'zack'): string =>
  `${name}.${judge.random.hex(12)}.${judge.serial()}@example.com`;
