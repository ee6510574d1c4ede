import { verifies } from '../../../src/judge/verifies.ts';
import { joinCertificates } from '../../../src/people/added-certificates.ts';
import { askFrozenUsers } from '../../../src/vocabulary/actions/member-calls.ts';
import { refusesCommand } from '../../../src/vocabulary/matchers/refuses-command.ts';
import { verifiesUserCommand } from '../../../src/vocabulary/matchers/user-commands.ts';
import { certificatesOf, expectCommon } from '../../../src/vocabulary/observations/organization.ts';
import { withSharedOrganization } from '../../../src/vocabulary/organizations/shared-organization.ts';

verifies('user_update/changes-profile-at-once', (judge) =>
  withSharedOrganization(judge, async ({ alice, since }) => {
    const bob = await judge.members.enrol(alice, 'bob');
    judge.expect.reply(await askFrozenUsers(judge, bob), 'author_not_allowed', 'bob, STANDARD');
    const up = await judge.members.setProfile(alice, bob.person, 'ADMIN');
    judge.expect.reply(await askFrozenUsers(judge, bob), 'ok', 'bob, just made ADMIN');
    const carol = await judge.members.enrol(bob, 'carol');
    const down = await judge.members.setProfile(alice, bob.person, 'STANDARD');
    judge.expect.reply(await askFrozenUsers(judge, bob), 'author_not_allowed', 'bob, just made STANDARD');
    const dave = judge.members.enrolment(bob, { person: judge.cast.newUser('dave') });
    judge.expect.reply(await judge.members.send(bob, dave), 'author_not_allowed', 'bob, who enrols again');
    const { common } = await certificatesOf(judge, bob, since);
    const history = joinCertificates(bob.enrolment, up, carol.enrolment, down).full;
    await expectCommon(judge, common, history, 'common certificates');
  }),
);

// From each profile to each other one.
verifies('user_update/changes-profile-at-once', { case: 'every-way' }, (judge) =>
  withSharedOrganization(judge, async ({ alice }) => {
    const bob = await judge.members.enrol(alice, 'bob');
    for (const profile of ['ADMIN', 'OUTSIDER', 'ADMIN', 'STANDARD', 'OUTSIDER', 'STANDARD'] as const) {
      await judge.members.setProfile(alice, bob.person, profile);
      const expected = profile === 'ADMIN' ? 'ok' : 'author_not_allowed';
      judge.expect.reply(await askFrozenUsers(judge, bob), expected, `bob, just made ${profile}`);
    }
  }),
);

// The change applies to the ADMIN that made the first one too.
verifies('user_update/changes-profile-at-once', { case: 'founder' }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
  judge.expect.reply(await askFrozenUsers(judge, alice), 'ok', 'the founder, ADMIN');
  await judge.members.setProfile(adam, alice.person, 'OUTSIDER');
  judge.expect.reply(
    await askFrozenUsers(judge, alice),
    'author_not_allowed',
    'the founder, just made OUTSIDER',
  );
  judge.expect.reply(await askFrozenUsers(judge, adam), 'ok', 'the other ADMIN');
});

verifiesUserCommand(
  {
    authorIsAdmin: 'user_update/author-is-admin',
    byAuthor: 'user_update/by-author',
    certificateDecodes: 'user_update/certificate-decodes',
    notOneself: 'user_update/not-oneself',
    userKnown: 'user_update/user-known',
    inWindow: 'user_update/in-window',
    laterThanLast: 'user_update/later-than-last',
  },
  (judge, author, person, { at, certificate = {} } = {}) =>
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
      mistakes: {
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
        mistakes: { 'the same profile': () => judge.members.profileChange(alice, bob.person, profile) },
        refused: 'user_no_changes',
        honest: () => judge.members.profileChange(alice, bob.person, other),
      });
      // The profile is compared with the current one, not with the first one.
      const again = await judge.members.send(alice, judge.members.profileChange(alice, bob.person, other));
      judge.expect.reply(again, 'user_no_changes', 'the new profile again');
      await judge.members.setProfile(alice, bob.person, profile);
    }),
  );
}
