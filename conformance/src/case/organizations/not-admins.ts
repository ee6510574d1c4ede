import type { Judge } from '../judge.ts';
import type { Member } from '../members.ts';

/**
 * The ways to enrol bob so that he is not ADMIN. In the last one he was ADMIN before, and `asAdmin`
 * uses his rights.
 */
export const notAdmins = (
  asAdmin: (judge: Judge, bob: Member) => Promise<unknown>,
): Readonly<Record<string, (judge: Judge, alice: Member) => Promise<Member>>> => ({
  standard: (judge, alice) => judge.members.enrol(alice, 'bob', { profile: 'STANDARD' }),
  outsider: (judge, alice) => judge.members.enrol(alice, 'bob', { profile: 'OUTSIDER' }),
  demoted: async (judge, alice) => {
    const bob = await judge.members.enrol(alice, 'bob', { profile: 'ADMIN' });
    await asAdmin(judge, bob);
    await judge.members.setProfile(alice, bob.person, 'STANDARD');
    return bob;
  },
});
