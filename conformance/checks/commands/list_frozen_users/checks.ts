import type { Judge } from '../../../src/judge/judge.ts';
import type { Member } from '../../../src/judge/members.ts';
import type { Author } from '../../../src/judge/rpc.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { askFrozenUsers, setFrozen } from '../../../src/vocabulary/actions/member-calls.ts';
import type { Id } from '../../../src/wire/values.ts';

const needs = ['administration'] as const;

/** Asserts that exactly these users are listed, in any order. */
async function expectFrozenUsers(
  judge: Judge,
  author: Author,
  users: readonly Member[],
  what: string,
): Promise<void> {
  const answer = await askFrozenUsers(judge, author);
  const listed = judge.expect.list(judge.expect.reply(answer, 'ok', what), 'frozen_users', answer);
  const hex = (ids: readonly unknown[]) => ids.map((id) => (id as Id).hex ?? id).sort();
  judge.expect.equal(hex(listed), users.map(({ person }) => person.userId.hex).sort(), what, answer);
}

verifies('list_frozen_users/revoked-may-stay', { needs }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob');
  const carol = await judge.members.enrol(alice, 'carol');
  await setFrozen(judge, bob, true);
  await setFrozen(judge, carol, true);
  await expectFrozenUsers(judge, alice, [bob, carol], 'bob and carol frozen');
  await judge.members.revoke(alice, bob.person);
  await expectFrozenUsers(judge, alice, [bob, carol], 'bob frozen, then revoked, and carol');
});
