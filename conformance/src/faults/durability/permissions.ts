import { askUserInvitation } from '../../vocabulary/actions/invitations.ts';
import type { DurableFact } from './durable-fact.ts';

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
