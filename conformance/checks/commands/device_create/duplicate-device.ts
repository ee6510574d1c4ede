import { verifies } from '../../../src/judge/verifies.ts';
import { raceForCertificates } from '../../../src/vocabulary/matchers/race.ts';
import { withSharedOrganization } from '../../../src/vocabulary/organizations/shared-organization.ts';

verifies('device_create/device-id-new', { case: 'concurrent' }, (judge) =>
  withSharedOrganization(judge, ({ alice, adam, since }) =>
    raceForCertificates(judge, {
      reader: alice,
      since,
      contender: (round, index, at) => {
        const author = index % 2 === 0 ? alice : adam;
        const device = judge.cast.device(`phone ${round}`);
        return { author, made: judge.members.addition(author, { device, at }) };
      },
      lost: ['device_already_exists', 'require_greater_timestamp'],
    }),
  ),
);
