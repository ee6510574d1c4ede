import { askUserInvitation } from '../../vocabulary/actions/invitations.ts';
import { setFrozen } from '../../vocabulary/actions/member-calls.ts';
import type { DurableFact } from './durable-fact.ts';

/** More changes than servers keep until they write a snapshot, which is then all that a restart reads. */
const CHANGES = 300;

/** The fact that a user is frozen, after many further changes of the organization. */
export const frozenLongAgo: DurableFact = async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob');
  const carol = await judge.members.enrol(alice, 'carol');
  await setFrozen(judge, bob, true);
  for (let change = 0; change < CHANGES; change += 1)
    await judge.members.setProfile(alice, carol.person, change % 2 === 0 ? 'OUTSIDER' : 'STANDARD');
  return async (later) => {
    const info = { cmd: 'organization_info' };
    later.expect.answer(await later.rpc.authenticated(bob, info), 462, 'a request of the frozen user');
    later.expect.answer(await later.rpc.authenticated(carol, info), 'ok', 'a request of another user');
  };
};

/** Facts about rights, which a server must still enforce later. */
export const permissions = {
  demoted: async (judge) => {
    const { author: alice } = await judge.bootstrapped();
    const bob = await judge.members.enrol(alice, 'bob', { profile: 'ADMIN' });
    await judge.members.enrol(bob, 'carol');
    await judge.members.setProfile(alice, bob.person, 'STANDARD');
    return async (later) => {
      const invited = await askUserInvitation(later, bob, 'zoe@example.com');
      later.expect.answer(invited, 'author_not_allowed', 'an invitation by a former ADMIN');
      const enrolment = later.members.enrolment(bob, { person: later.cast.newUser('zoe') });
      const enrolled = await later.members.send(bob, enrolment, 'enrolled by a demoted user');
      later.expect.answer(enrolled, 'author_not_allowed', 'an enrolment by a former ADMIN');
    };
  },
  promoted: async (judge) => {
    const { author: alice } = await judge.bootstrapped();
    const bob = await judge.members.enrol(alice, 'bob');
    const refused = await askUserInvitation(judge, bob, 'zoe@example.com');
    judge.expect.answer(refused, 'author_not_allowed', 'an invitation by a STANDARD user');
    await judge.members.setProfile(alice, bob.person, 'ADMIN');
    return async (later) => {
      await later.members.enrol(bob, 'zoe');
    };
  },
  terms: async (judge) => {
    const { author: alice } = await judge.bootstrapped();
    const { organization } = alice;
    const set = async (url: string) => {
      const changed = await judge.administration.patch(organization, { tos: { en_US: url } });
      judge.expect.answer(changed, 200, 'setting the terms');
    };
    await set('https://example.com/first');
    const first = judge.expect.reply(await judge.rpc.tos(alice, { cmd: 'tos_get' }), 'ok', 'the first terms');
    await set('https://example.com/second');
    return async (later) => {
      const message = { cmd: 'tos_accept', tos_updated_on: first.updated_on };
      later.expect.answer(await later.rpc.tos(alice, message), 'tos_mismatch', 'accepting the earlier terms');
      const second = later.expect.reply(await later.rpc.tos(alice, { cmd: 'tos_get' }), 'ok', 'the terms');
      const urls = { en_US: 'https://example.com/second' };
      later.expect.equal(second.per_locale_urls, urls, 'the current terms');
    };
  },
} as const satisfies Readonly<Record<string, DurableFact>>;
