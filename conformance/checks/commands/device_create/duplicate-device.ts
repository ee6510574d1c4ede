import { verifies } from '../../../src/judge/verifies.ts';
import type { Device } from '../../../src/people/cast.ts';
import { raceForCertificates } from '../../../src/vocabulary/matchers/race.ts';
import { refusesCommand } from '../../../src/vocabulary/matchers/refuses-command.ts';
import { withSharedOrganization } from '../../../src/vocabulary/organizations/shared-organization.ts';

verifies('device_create/device-id-new', { case: 'own-first' }, (judge) =>
  withSharedOrganization(judge, async ({ alice, since }) => {
    const tablet = judge.cast.device('tablet');
    const add = (id: Device['id']) => () => judge.members.addition(alice, { device: { ...tablet, id } });
    await refusesCommand(judge, {
      author: alice,
      since,
      before: [],
      mistakes: { 'own-first': add(alice.device.id) },
      refused: 'device_already_exists',
      honest: add(tablet.id),
    });
  }),
);

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
