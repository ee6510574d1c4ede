import { verifies } from '../../src/judge/verifies.ts';
import { certificatesOf } from '../../src/vocabulary/observations/organization.ts';
import { withSharedOrganization } from '../../src/vocabulary/organizations/shared-organization.ts';

for (const [id, kind, own] of [
  ['revoked_user_certificate/fields', 'revoked_user_certificate', {}],
  ['user_update_certificate/fields', 'user_update_certificate', { new_profile: 'ADMIN' }],
] as const) {
  verifies(id, (judge) =>
    withSharedOrganization(judge, async ({ alice }) => {
      const bob = await judge.members.enrol(alice, 'bob');
      const change =
        kind === 'revoked_user_certificate'
          ? judge.members.revocation(alice, bob.person)
          : judge.members.profileChange(alice, bob.person, 'ADMIN');
      judge.expect.reply(await judge.members.send(alice, change));
      const { common } = await certificatesOf(judge, alice, bob.enrolment.at);
      const content = judge.expect.certificate(common.at(-1), alice.device.key.verifyKey, `the ${kind}`);
      const { userId } = bob.person;
      const expected = { type: kind, author: alice.device.id, timestamp: change.at, user_id: userId };
      judge.expect.equal(content, { ...expected, ...own }, `content of the ${kind}`);
    }),
  );
}
