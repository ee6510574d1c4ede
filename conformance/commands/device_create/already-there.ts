import type { Bootstrapped, Judge } from '../../src/judge/index.ts';
import type { Device } from '../../src/cast/index.ts';
import { type Made, raceIntoHistory, refusesCommand } from '../../src/trials/index.ts';
import { verifies } from '../../src/verifies/index.ts';

/** A device whose id is in use, and what that took. */
interface Used {
  readonly device: Device;
  readonly before: readonly Made[];
}

const used: Readonly<Record<string, (judge: Judge, live: Bootstrapped) => Promise<Used>>> = {
  'own-first': async (_, { author }) => ({ device: author.device, before: [] }),
  'own-second': async (judge, { author }) => {
    const { device, addition } = await judge.members.addDevice(author, 'phone');
    return { device, before: [addition] };
  },
  'of-another-user': async (judge, { author }) => {
    const { device, enrolment } = await judge.members.enrol(author, 'bob');
    return { device, before: [enrolment] };
  },
  'of-revoked': async (judge, { author }) => {
    const { device, person, enrolment } = await judge.members.enrol(author, 'bob');
    return { device, before: [enrolment, await judge.members.revoke(author, person)] };
  },
};

for (const [name, use] of Object.entries(used)) {
  verifies('device_create/device-id-new', { case: name }, async (judge) => {
    const live = await judge.bootstrapped();
    const { device, before } = await use(judge, live);
    const tablet = judge.cast.device('tablet');
    const add = (id: Device['id']) => () =>
      judge.members.addition(live.author, { device: { ...tablet, id } });
    await refusesCommand(judge, {
      author: live.author,
      before: [live.founding, ...before],
      faults: { [name]: add(device.id) },
      refused: 'device_already_exists',
      honest: add(tablet.id),
    });
  });
}

verifies('device_create/device-id-new', { case: 'concurrent' }, async (judge) => {
  const { author: alice, founding } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob');
  await raceIntoHistory(judge, {
    reader: alice,
    before: [founding, bob.enrolment],
    contender: (round, index, at) => {
      const author = index % 2 === 0 ? alice : bob;
      const device = judge.cast.device(`phone ${round}`);
      return { author, made: judge.members.addition(author, { device, at }) };
    },
    lost: ['device_already_exists', 'require_greater_timestamp'],
  });
});
