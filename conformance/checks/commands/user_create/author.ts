import type { Judge } from '../../../src/case/judge.ts';
import type { Member } from '../../../src/case/members.ts';
import {
  type SharedOrganization,
  withSharedOrganization,
} from '../../../src/case/organizations/shared-organization.ts';
import { verifies } from '../../../src/case/verifies.ts';

/** Members who are not ADMIN. */
const members: Readonly<
  Record<string, (judge: Judge, sharedOrganization: SharedOrganization) => Promise<Member>>
> = {
  standard: (judge, { alice }) => judge.members.enrol(alice, 'bob', { profile: 'STANDARD' }),
  outsider: (judge, { alice }) => judge.members.enrol(alice, 'bob', { profile: 'OUTSIDER' }),
  demoted: async (judge, { alice }) => {
    const bob = await judge.members.enrol(alice, 'bob', { profile: 'ADMIN' });
    await judge.members.enrol(bob, 'zoe');
    await judge.members.setProfile(alice, bob.person, 'STANDARD');
    return bob;
  },
};

for (const [name, enrol] of Object.entries(members)) {
  verifies('user_create/author-is-admin', { case: name }, (judge) =>
    withSharedOrganization(judge, async (sharedOrganization) => {
      const { alice } = sharedOrganization;
      const bob = await enrol(judge, sharedOrganization);
      const carol = { person: judge.cast.newUser('carol') };
      await judge.twin({
        broken: () => judge.members.send(bob, judge.members.enrolment(bob, carol)),
        refused: 'author_not_allowed',
        valid: () => judge.members.send(alice, judge.members.enrolment(alice, carol)),
      });
      const junk = Buffer.from('junk');
      const command = { user_certificate: junk, device_certificate: junk };
      const dave = judge.members.enrolment(bob, { person: judge.cast.newUser('dave'), command });
      const refused = await judge.members.send(bob, dave, 'junk certificates');
      judge.expect.reply(refused, 'author_not_allowed', 'junk certificates');
    }),
  );
}
