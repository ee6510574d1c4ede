import type { Judge } from '../../../src/judge/judge.ts';
import type { Member } from '../../../src/judge/members.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import {
  cancelInvitation,
  completeInvitation,
  inviteUser,
  listInvitations,
  tokensIn,
} from '../../../src/vocabulary/actions/invitations.ts';
import { setFrozen } from '../../../src/vocabulary/actions/member-calls.ts';
import { freshAddress } from '../../../src/vocabulary/organizations/invitation-organization.ts';

// A user who becomes ADMIN sees the invitations that were made before.

/** Invitations of two ADMINs: pending, repeated by the other one, cancelled, completed. */
async function severalInvitations(judge: Judge) {
  const { author: alice } = await judge.bootstrapped();
  const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
  const invite = (author: Member) => inviteUser(judge, author, freshAddress(judge));
  const email = freshAddress(judge);
  const first = await invite(alice);
  const invitations = [
    first,
    await invite(adam),
    await inviteUser(judge, adam, email),
    await invite(alice),
    await invite(adam),
  ] as const;
  await inviteUser(judge, alice, email);
  judge.expect.reply(await cancelInvitation(judge, alice, invitations[3]), 'ok', 'a cancellation');
  judge.expect.reply(await completeInvitation(judge, alice, invitations[4]), 'ok', 'a completion');
  return { alice, adam, first, tokens: invitations.map(({ hex }) => hex) };
}

type SeveralInvitations = Awaited<ReturnType<typeof severalInvitations>>;
/** Ways to become an ADMIN after the invitations were created. Each returns the new ADMIN. */
const promotions: Readonly<
  Record<
    string,
    { needs?: readonly ['administration']; promote(judge: Judge, of: SeveralInvitations): Promise<Member> }
  >
> = {
  standard: {
    promote: async (judge, { alice }) => {
      const bob = await judge.members.enrol(alice, 'bob');
      judge.expect.equal(await listInvitations(judge, bob), [], 'the list of bob as STANDARD');
      await judge.members.setProfile(alice, bob.person, 'ADMIN');
      return bob;
    },
  },
  outsider: {
    promote: async (judge, { alice }) => {
      const bob = await judge.members.enrol(alice, 'bob', { profile: 'OUTSIDER' });
      judge.expect.equal(await listInvitations(judge, bob), [], 'the list of bob as OUTSIDER');
      await judge.members.setProfile(alice, bob.person, 'ADMIN');
      return bob;
    },
  },
  'outsider-by-way-of-standard': {
    promote: async (judge, { alice, adam }) => {
      const bob = await judge.members.enrol(alice, 'bob', { profile: 'OUTSIDER' });
      await judge.members.setProfile(adam, bob.person, 'STANDARD');
      await judge.members.setProfile(alice, bob.person, 'ADMIN');
      return bob;
    },
  },
  // Invitations created while Bob was OUTSIDER are in the list too.
  again: {
    promote: async (judge, of) => {
      const bob = await judge.members.enrol(of.alice, 'bob', { profile: 'ADMIN' });
      of.tokens.push((await inviteUser(judge, bob, freshAddress(judge))).hex);
      await judge.members.setProfile(of.alice, bob.person, 'OUTSIDER');
      judge.expect.equal(await listInvitations(judge, bob), [], 'the list of bob as OUTSIDER');
      of.tokens.push((await inviteUser(judge, of.adam, freshAddress(judge))).hex);
      await judge.members.setProfile(of.alice, bob.person, 'ADMIN');
      return bob;
    },
  },
  'while-frozen': {
    needs: ['administration'],
    promote: async (judge, { alice }) => {
      const bob = await judge.members.enrol(alice, 'bob');
      await setFrozen(judge, bob, true);
      await judge.members.setProfile(alice, bob.person, 'ADMIN');
      await setFrozen(judge, bob, false);
      return bob;
    },
  },
  // The new ADMIN demotes the founder, who created some of the invitations.
  'in-place-of-the-founder': {
    promote: async (judge, { alice }) => {
      const bob = await judge.members.enrol(alice, 'bob');
      await judge.members.setProfile(alice, bob.person, 'ADMIN');
      await judge.members.setProfile(bob, alice.person, 'STANDARD');
      return bob;
    },
  },
  enrolled: {
    promote: async (judge, { adam }) => judge.members.enrol(adam, 'bob', { profile: 'ADMIN' }),
  },
};

for (const [name, { needs = [], promote }] of Object.entries(promotions)) {
  verifies('invite_list/admins-see-all', { needs, case: `promoted-${name}` }, async (judge) => {
    const of = await severalInvitations(judge);
    const bob = await promote(judge, of);
    const phone = await judge.members.addDevice(bob, 'bob-phone');
    const expectAll = async (when: string) => {
      const all = await listInvitations(judge, of.adam, `the list of adam ${when}`);
      judge.expect.equal(tokensIn(all), of.tokens, `tokens for adam ${when}`);
      for (const device of [bob, phone])
        judge.expect.equal(
          await listInvitations(judge, device),
          all,
          `the list on ${device.device.label} ${when}`,
        );
    };
    await expectAll('after bob became ADMIN');
    of.tokens.push((await inviteUser(judge, bob, freshAddress(judge))).hex);
    judge.expect.reply(await cancelInvitation(judge, of.adam, of.first), 'ok', 'a later cancellation');
    await expectAll('later');
  });
}
