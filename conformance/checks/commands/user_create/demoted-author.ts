import { verifies } from '../../../src/judge/verifies.ts';
import { enrolFormerAdmin } from '../../../src/vocabulary/actions/admin-changes.ts';
import { withSharedOrganization } from '../../../src/vocabulary/organizations/shared-organization.ts';

verifies('user_create/author-is-admin', { case: 'demoted' }, (judge) =>
  withSharedOrganization(judge, async ({ alice }) => {
    const bob = await enrolFormerAdmin(judge, alice, (admin) => judge.members.enrol(admin, 'zoe'));
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
