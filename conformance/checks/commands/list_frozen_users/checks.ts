import type { Judge } from '../../../src/case/judge.ts';
import type { Member } from '../../../src/case/members.ts';
import type { Author } from '../../../src/case/rpc.ts';
import { verifies } from '../../../src/case/verifies.ts';
import type { Person } from '../../../src/people/cast.ts';
import type { Id } from '../../../src/wire/values.ts';

const needs = ['administration'] as const;
const ask = (judge: Judge, author: Author) => judge.rpc.authenticated(author, { cmd: 'list_frozen_users' });

async function freeze(judge: Judge, { organization }: Author, { userId }: Person, frozen = true) {
  const answer = await judge.administration.freeze(organization, { frozen, user_id: userId.hex });
  judge.expect.equal(judge.expect.json(answer).frozen, frozen, 'frozen', answer);
}

/** Asserts that exactly these users are listed, in any order. */
async function lists(judge: Judge, author: Author, people: readonly Person[], what: string): Promise<void> {
  const answer = await ask(judge, author);
  const listed = judge.expect.list(judge.expect.reply(answer, 'ok', what), 'frozen_users', answer);
  const hex = (ids: readonly unknown[]) => ids.map((id) => (id as Id).hex ?? id).sort();
  judge.expect.equal(hex(listed), people.map(({ userId }) => userId.hex).sort(), what, answer);
}

verifies('list_frozen_users/lists-frozen', { needs }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const { person: bob } = await judge.members.enrol(alice, 'bob');
  const { person: mallory } = await judge.members.enrol(alice, 'mallory', { profile: 'OUTSIDER' });
  await lists(judge, alice, [], 'nobody frozen');
  await freeze(judge, alice, bob);
  await lists(judge, alice, [bob], 'bob frozen');
  await freeze(judge, alice, mallory);
  await lists(judge, alice, [bob, mallory], 'bob and mallory frozen');
  await freeze(judge, alice, bob, false);
  await lists(judge, alice, [mallory], 'bob thawed');
});

const notAdmins: Readonly<Record<string, (judge: Judge, alice: Member) => Promise<Member>>> = {
  standard: (judge, alice) => judge.members.enrol(alice, 'bob', { profile: 'STANDARD' }),
  outsider: (judge, alice) => judge.members.enrol(alice, 'bob', { profile: 'OUTSIDER' }),
  demoted: async (judge, alice) => {
    const bob = await judge.members.enrol(alice, 'bob', { profile: 'ADMIN' });
    await lists(judge, bob, [], 'bob, while ADMIN');
    await judge.members.setProfile(alice, bob.person, 'STANDARD');
    return bob;
  },
};

for (const [name, enrol] of Object.entries(notAdmins)) {
  verifies('list_frozen_users/author-is-admin', { case: name }, async (judge) => {
    const { author: alice } = await judge.bootstrapped();
    const bob = await enrol(judge, alice);
    await judge.twin({
      broken: () => ask(judge, bob),
      refused: 'author_not_allowed',
      valid: () => ask(judge, alice),
    });
    await judge.members.setProfile(alice, bob.person, 'ADMIN');
    await lists(judge, bob, [], 'bob, made ADMIN');
  });
}

verifies('list_frozen_users/revoked-may-stay', { needs }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const { person: bob } = await judge.members.enrol(alice, 'bob');
  const { person: carol } = await judge.members.enrol(alice, 'carol');
  await freeze(judge, alice, bob);
  await freeze(judge, alice, carol);
  await lists(judge, alice, [bob, carol], 'bob and carol frozen');
  await judge.members.revoke(alice, bob);
  await lists(judge, alice, [bob, carol], 'bob frozen, then revoked, and carol');
});
