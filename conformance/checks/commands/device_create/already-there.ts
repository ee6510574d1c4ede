import type { Judge } from '../../../src/case/judge.ts';
import { raceForCertificates } from '../../../src/case/matchers/race.ts';
import { type PreparedCommand, refusesCommand } from '../../../src/case/matchers/refuses-command.ts';
import {
  type SharedOrganization,
  withSharedOrganization,
} from '../../../src/case/organizations/shared-organization.ts';
import { verifies } from '../../../src/case/verifies.ts';
import type { Device } from '../../../src/people/cast.ts';

/** A device whose id is in use, and the requests that created it. */
interface Used {
  readonly device: Device;
  readonly before: readonly PreparedCommand[];
}

const used: Readonly<Record<string, (judge: Judge, office: SharedOrganization) => Promise<Used>>> = {
  'own-first': async (_, { alice }) => ({ device: alice.device, before: [] }),
  'own-second': async (judge, { alice }) => {
    const { device, addition } = await judge.members.addDevice(alice, 'phone');
    return { device, before: [addition] };
  },
  'of-another-user': async (judge, { alice }) => {
    const { device, enrolment } = await judge.members.enrol(alice, 'bob');
    return { device, before: [enrolment] };
  },
  'of-revoked': async (judge, { alice }) => {
    const { device, person, enrolment } = await judge.members.enrol(alice, 'bob');
    return { device, before: [enrolment, await judge.members.revoke(alice, person)] };
  },
};

for (const [name, use] of Object.entries(used)) {
  verifies('device_create/device-id-new', { case: name }, (judge) =>
    withSharedOrganization(judge, async (office) => {
      const { alice, since } = office;
      const { device, before } = await use(judge, office);
      const tablet = judge.cast.device('tablet');
      const add = (id: Device['id']) => () => judge.members.addition(alice, { device: { ...tablet, id } });
      await refusesCommand(judge, {
        author: alice,
        since,
        before,
        faults: { [name]: add(device.id) },
        refused: 'device_already_exists',
        honest: add(tablet.id),
      });
    }),
  );
}

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
