import { verifiesUserCommand } from '../../../src/case/matchers/member-change.ts';
import { refusesCommand } from '../../../src/case/matchers/refuses-command.ts';
import { withSharedOrganization } from '../../../src/case/organizations/shared-organization.ts';
import { verifies } from '../../../src/case/verifies.ts';

verifiesUserCommand('user_update', (judge, author, person, { at, certificate = {} } = {}) =>
  judge.members.profileChange(author, person, 'ADMIN', {
    ...(at === undefined ? {} : { at }),
    userUpdateCertificate: certificate,
  }),
);

verifies('user_update/user-not-revoked', (judge) =>
  withSharedOrganization(judge, async ({ alice, since }) => {
    const bob = await judge.members.enrol(alice, 'bob');
    const carol = await judge.members.enrol(alice, 'carol');
    const revocation = await judge.members.revoke(alice, bob.person);
    await refusesCommand(judge, {
      author: alice,
      since,
      before: [bob.enrolment, carol.enrolment, revocation],
      faults: {
        'another profile': () => judge.members.profileChange(alice, bob.person, 'ADMIN'),
        'a lower profile': () => judge.members.profileChange(alice, bob.person, 'OUTSIDER'),
      },
      refused: 'user_revoked',
      honest: () => judge.members.profileChange(alice, carol.person, 'ADMIN'),
    });
  }),
);

const profiles = ['ADMIN', 'STANDARD', 'OUTSIDER'];

for (const profile of profiles) {
  verifies('user_update/profile-changes', { case: profile.toLowerCase() }, (judge) =>
    withSharedOrganization(judge, async ({ alice, since }) => {
      const bob = await judge.members.enrol(alice, 'bob', { profile });
      const [other = ''] = profiles.filter((name) => name !== profile);
      await refusesCommand(judge, {
        author: alice,
        since,
        before: [bob.enrolment],
        faults: { 'the same profile': () => judge.members.profileChange(alice, bob.person, profile) },
        refused: 'user_no_changes',
        honest: () => judge.members.profileChange(alice, bob.person, other),
      });
      // The comparison is with the present profile, not the first one.
      const again = await judge.members.send(alice, judge.members.profileChange(alice, bob.person, other));
      judge.expect.reply(again, 'user_no_changes', 'the new profile again');
      await judge.members.setProfile(alice, bob.person, profile);
    }),
  );
}
