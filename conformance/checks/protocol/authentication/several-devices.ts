import type { Judge } from '../../../src/judge/judge.ts';
import { type Author, deviceToken, type TokenChange } from '../../../src/judge/rpc.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { setFrozen } from '../../../src/vocabulary/actions/member-calls.ts';
import { expectAdmitted } from '../../../src/vocabulary/observations/expect-admitted.ts';
import { withSharedOrganization } from '../../../src/vocabulary/organizations/shared-organization.ts';

const needs = ['administration'] as const;
const info = (judge: Judge, author: Author, change?: TokenChange) =>
  judge.rpc.authenticated(
    author,
    { cmd: 'organization_info' },
    change === undefined
      ? {}
      : { change: { Authorization: `Bearer ${deviceToken(author.device, judge.now(), change)}` } },
  );

verifies(
  [
    'authentication/every-device-own-key',
    'authentication/new-device-at-once',
    'device_create/device-works-at-once',
  ],
  (judge) =>
    withSharedOrganization(judge, async ({ alice: laptop }) => {
      const phone = await judge.members.addDevice(laptop, 'phone');
      const first = await info(judge, phone);
      await expectAdmitted(
        judge,
        first,
        ['authentication/new-device-at-once', 'device_create/device-works-at-once'],
        'the new device on its own key',
      );
      const swapped = await info(judge, phone, { signedBy: laptop.device.key });
      judge.expect.answer(swapped, 403, 'the new device on the key of the first');
      const other = await info(judge, laptop, { signedBy: phone.device.key });
      judge.expect.answer(other, 403, 'the first device on the key of the new one');
      judge.expect.reply(await info(judge, laptop), 'ok', 'the first device on its own key');
    }),
);

verifies('authentication/every-device-own-key', { case: 'of-two-users' }, (judge) =>
  withSharedOrganization(judge, async ({ alice }) => {
    const bob = await judge.members.enrol(alice, 'bob');
    await judge.twin({
      broken: () => info(judge, bob, { signedBy: alice.device.key }),
      refused: 403,
      valid: () => info(judge, bob),
    });
    await judge.twin({
      broken: () => info(judge, alice, { signedBy: bob.device.key }),
      refused: 403,
      valid: () => info(judge, alice),
    });
  }),
);

verifies(
  ['authentication/new-device-at-once', 'user_create/device-works-at-once'],
  { case: 'of-a-new-user' },
  (judge) =>
    withSharedOrganization(judge, async ({ alice }) => {
      const bob = await judge.members.enrol(alice, 'bob');
      const first = await info(judge, bob);
      await expectAdmitted(
        judge,
        first,
        ['authentication/new-device-at-once', 'user_create/device-works-at-once'],
        'the first device of a new user',
      );
      const phone = await judge.members.addDevice(bob, 'phone');
      const second = await info(judge, phone);
      await expectAdmitted(
        judge,
        second,
        ['authentication/new-device-at-once', 'device_create/device-works-at-once'],
        'the second device of a new user',
      );
    }),
);

verifies(
  ['authentication/frozen-is-462', 'authentication/freeze-hits-one-user'],
  { case: 'both-devices', needs },
  (judge) =>
    withSharedOrganization(judge, async ({ alice }) => {
      const bob = await judge.members.enrol(alice, 'bob');
      const phone = await judge.members.addDevice(bob, 'phone');
      const carol = await judge.members.enrol(alice, 'carol');
      await setFrozen(judge, bob, true);
      await judge.eventually(() => info(judge, bob), 462, 'the freeze, on the first device');
      await judge.eventually(() => info(judge, phone), 462, 'the freeze, on the second device');
      judge.expect.reply(await info(judge, carol), 'ok', 'another user, while bob is frozen');
      judge.expect.reply(await info(judge, alice), 'ok', 'the founder, while bob is frozen');
    }),
);

verifies('authentication/unfrozen-works-again', { case: 'both-devices', needs }, (judge) =>
  withSharedOrganization(judge, async ({ alice }) => {
    const bob = await judge.members.enrol(alice, 'bob');
    const phone = await judge.members.addDevice(bob, 'phone');
    await setFrozen(judge, bob, true);
    await judge.eventually(() => info(judge, phone), 462, 'the freeze');
    await setFrozen(judge, bob, false);
    await judge.eventually(() => info(judge, bob), 'ok', 'the unfreezing, on the first device');
    await judge.eventually(() => info(judge, phone), 'ok', 'the unfreezing, on the second device');
  }),
);
