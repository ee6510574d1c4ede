import type { Judge } from '../judge.ts';
import type { Member } from '../members.ts';

/**
 * An organization of four members that checks share. Invitations come and go, but no profile
 * changes.
 */
export interface InvitationOrganization {
  readonly organization: string;
  readonly alice: Member;
  /** The other ADMIN. */
  readonly adam: Member;
  /** STANDARD. */
  readonly bob: Member;
  /** OUTSIDER. */
  readonly mallory: Member;
}

/**
 * The shared organization of this run. Checks that invite there use `freshAddress`, and send no
 * device invitations, because a user can have only one.
 */
export const invitationOrganization = (judge: Judge): Promise<InvitationOrganization> =>
  judge.shared('hall', async (founder) => {
    const { author: alice } = await founder.bootstrapped();
    // With a capital letter: a server that lowercases addresses changes this one.
    const known = founder.cast.newUser('adam');
    const person = { ...known, email: known.email.replace(/^a/, 'A') };
    const adam = await founder.members.enrol(alice, person, { profile: 'ADMIN' });
    const bob = await founder.members.enrol(alice, 'bob');
    const mallory = await founder.members.enrol(alice, 'mallory', { profile: 'OUTSIDER' });
    return { organization: alice.organization, alice, adam, bob, mallory };
  });

let addresses = 0;

/** An address that no user or other invitation has, in any organization. */
export function freshAddress(judge: Judge, name = 'zack'): string {
  addresses += 1;
  return `${name}.${judge.random.hex(6)}.${addresses}@example.com`;
}
