import type { Judge, Member } from '../judge/index.ts';

/** An organization of four that checks share: invitations come and go there, but nobody's place changes. */
export interface Hall {
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
 * The hall of this run. Whoever invites there takes `freshAddress`, and no device invitations: they are one for a user.
 */
export const hall = (judge: Judge): Promise<Hall> =>
  judge.shared('hall', async (founder) => {
    const { author: alice } = await founder.bootstrapped();
    // With a capital: who lowers the case of addresses changes his.
    const known = founder.cast.newcomer('adam');
    const person = { ...known, email: known.email.replace(/^a/, 'A') };
    const adam = await founder.members.enrol(alice, person, { profile: 'ADMIN' });
    const bob = await founder.members.enrol(alice, 'bob');
    const mallory = await founder.members.enrol(alice, 'mallory', { profile: 'OUTSIDER' });
    return { organization: alice.organization, alice, adam, bob, mallory };
  });

let addresses = 0;

/** An address that nobody has, in the hall or elsewhere: of a person who is not there yet. */
export function freshAddress(judge: Judge, name = 'zack'): string {
  addresses += 1;
  return `${name}.${judge.random.hex(6)}.${addresses}@example.com`;
}
