import { verifies } from '../../../src/judge/verifies.ts';
import { withSharedOrganization } from '../../../src/vocabulary/organizations/shared-organization.ts';

for (const profile of ['ADMIN', 'STANDARD', 'OUTSIDER']) {
  verifies(
    ['organization_info/open-to-every-profile', 'organization_info/gives-sizes'],
    { case: profile.toLowerCase() },
    (judge) =>
      withSharedOrganization(judge, async ({ alice }) => {
        const bob = await judge.members.enrol(alice, 'bob', { profile });
        const answer = await judge.rpc.authenticated(bob, { cmd: 'organization_info' });
        const totals = judge.expect.reply(answer);
        for (const name of ['total_block_bytes', 'total_metadata_bytes'])
          judge.expect.equal(judge.expect.integer(totals, name, answer), 0, name, answer);
      }),
  );
}
