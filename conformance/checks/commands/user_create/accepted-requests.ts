import { verifies } from '../../../src/judge/verifies.ts';
import {
  completeInvitation,
  inviteUser,
  listInvitations,
  statusIn,
} from '../../../src/vocabulary/actions/invitations.ts';
import { askOrganization } from '../../../src/vocabulary/actions/member-calls.ts';
import { expectAdmitted } from '../../../src/vocabulary/observations/expect-admitted.ts';
import { certificatesOf, expectCommon } from '../../../src/vocabulary/observations/organization.ts';
import { withSharedOrganization } from '../../../src/vocabulary/organizations/shared-organization.ts';

const profiles = ['ADMIN', 'STANDARD', 'OUTSIDER'] as const;

for (const profile of profiles) {
  verifies(
    ['user_create/coherent-certificates-accepted', 'user_create/certificates-handed-out'],
    { case: profile.toLowerCase() },
    async (judge) => {
      // An organization of its own, because the set-up of the shared one enrols too.
      const { author: alice } = await judge.bootstrapped();
      const since = judge.now();
      const { enrolment } = await judge.members.enrol(alice, 'bob', { profile });
      const { common } = await certificatesOf(judge, alice, since);
      await expectCommon(judge, common, enrolment.added.full, 'common certificates since');
    },
  );
}

verifies('user_create/device-works-at-once', (judge) =>
  withSharedOrganization(judge, async ({ alice, organization }) => {
    for (const profile of profiles) {
      const person = judge.cast.newUser(profile.toLowerCase());
      const enrolment = judge.members.enrolment(alice, { person, profile });
      const author = { organization, device: enrolment.device };
      const info = () => askOrganization(judge, author);
      judge.expect.answer(await info(), 403, `the ${profile} before the enrolment`);
      judge.expect.reply(await judge.members.send(alice, enrolment), 'ok', `enrolling an ${profile}`);
      const after = await info();
      await expectAdmitted(
        judge,
        after,
        ['user_create/device-works-at-once', 'authentication/new-device-at-once'],
        `the ${profile} right after the enrolment`,
      );
    }
  }),
);

verifies('user_create/invitations-untouched', { case: 'none' }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob', { profile: 'ADMIN' });
  judge.expect.equal(await listInvitations(judge, bob), [], 'invitations after an enrolment without one');
});

verifies('user_create/invitations-untouched', { case: 'pending' }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const { email } = judge.cast.newUser('bob');
  const invitation = await inviteUser(judge, alice, email);
  await judge.members.enrol(alice, 'bob');
  const status = statusIn(judge, await listInvitations(judge, alice), invitation);
  judge.expect.equal(status, 'PENDING', 'status of the invitation after the enrolment');
  judge.expect.reply(await completeInvitation(judge, alice, invitation), 'ok', 'completing it');
});
