import type { Bootstrapped, Judge, Member } from '../../src/judge/index.ts';
import { verifies } from '../../src/verifies/index.ts';

/** Bob, who is no ADMIN now. */
const members: Readonly<Record<string, (judge: Judge, live: Bootstrapped) => Promise<Member>>> = {
  standard: (judge, { author }) => judge.members.enrol(author, 'bob', { profile: 'STANDARD' }),
  outsider: (judge, { author }) => judge.members.enrol(author, 'bob', { profile: 'OUTSIDER' }),
  demoted: async (judge, { author }) => {
    const bob = await judge.members.enrol(author, 'bob', { profile: 'ADMIN' });
    await judge.members.enrol(bob, 'zoe');
    await judge.members.setProfile(author, bob.person, 'STANDARD');
    return bob;
  },
};

for (const [name, enrol] of Object.entries(members)) {
  verifies('user_create/author-is-admin', { case: name }, async (judge) => {
    const live = await judge.bootstrapped();
    const { author: alice } = live;
    const bob = await enrol(judge, live);
    const carol = { person: judge.cast.person('carol') };
    await judge.twin({
      broken: () => judge.members.send(bob, judge.members.enrolment(bob, carol)),
      refused: 'author_not_allowed',
      valid: () => judge.members.send(alice, judge.members.enrolment(alice, carol)),
    });
    const junk = Buffer.from('junk');
    const command = { user_certificate: junk, device_certificate: junk };
    const refused = await judge.members.send(
      bob,
      judge.members.enrolment(bob, { person: judge.cast.person('dave'), command }),
      'junk certificates',
    );
    judge.expect.reply(refused, 'author_not_allowed', 'junk certificates');
  });
}
