import type { Expected } from '../../../src/judge/expect.ts';
import { asNeeded } from '../../../src/judge/failure.ts';
import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import type { DeviceAdditionParts } from '../../../src/people/enrolment.ts';
import { askOrganization } from '../../../src/vocabulary/actions/member-calls.ts';
import { certificatesOf, expectCommon } from '../../../src/vocabulary/observations/organization.ts';
import {
  type SharedOrganization,
  withSharedOrganization,
} from '../../../src/vocabulary/organizations/shared-organization.ts';
import type { Instant } from '../../../src/wire/values.ts';

/** Refused additions of a tablet, by mistake, with the expected answers. */
const causes = (
  judge: Judge,
  { alice }: SharedOrganization,
  last: Instant,
): readonly (readonly [what: string, changes: Partial<DeviceAdditionParts>, answer: Expected])[] => {
  const stranger = { signedBy: judge.cast.signingKey('stranger') };
  const invalid = 'invalid_certificate';
  return [
    ['junk', { deviceCertificate: { signed: () => Buffer.from('foobar') } }, invalid],
    ['redacted junk', { redactedDeviceCertificate: { signed: () => Buffer.from('foobar') } }, invalid],
    ['a stranger’s', { deviceCertificate: stranger }, invalid],
    ['redacted by a stranger', { redactedDeviceCertificate: stranger }, invalid],
    ['of nobody', { deviceFields: { user_id: judge.cast.person('zack').userId } }, invalid],
    ['a redacted one with label', { redactedDeviceCertificate: { fields: { device_label: 'x' } } }, invalid],
    [
      'a redacted one that differs',
      { redactedDeviceCertificate: { fields: { purpose: 'REGISTRATION' } } },
      invalid,
    ],
    ['too early', { at: judge.now().plusSeconds(900) }, 'timestamp_out_of_ballpark'],
    ['too late', { at: judge.now().plusSeconds(-350) }, 'timestamp_out_of_ballpark'],
    ['at the last time', { at: last }, 'require_greater_timestamp'],
    ['a device id in use', { deviceFields: { device_id: alice.device.id } }, 'device_already_exists'],
    ['no command', { command: { device_certificate: 1 } }, 415],
  ];
};

verifies('device_create/refused-leaves-no-trace', (judge) =>
  withSharedOrganization(judge, async (sharedOrganization) => {
    const { alice, organization } = sharedOrganization;
    const { at: since } = (await judge.members.addDevice(alice, 'the last')).addition;
    const device = judge.cast.device('tablet');
    for (const [what, changes, answer] of causes(judge, sharedOrganization, since)) {
      const addition = judge.members.addition(alice, { device, ...changes });
      const refused = await judge.members.send(alice, addition, what);
      await asNeeded(() => judge.expect.answer(refused, answer, what));
      const { common } = await certificatesOf(judge, alice, since);
      judge.expect.equal(common, [], `common certificates since, after: ${what}`, refused);
    }
    const info = () => askOrganization(judge, { organization, device });
    judge.expect.answer(await info(), 403, 'the new device after all refusals');
    const { addition } = await judge.members.addDevice(alice, device);
    judge.expect.reply(await info(), 'ok', 'the new device after the corrected request');
    const { common } = await certificatesOf(judge, alice, since);
    await expectCommon(judge, common, addition.added.full, 'common certificates since, at last');
  }),
);

// The event of the later accepted command would come after an event of the refused one.
verifies('device_create/refused-leaves-no-trace', { needs: ['events'], case: 'event' }, (judge) =>
  withSharedOrganization(judge, async (sharedOrganization) => {
    const { alice } = sharedOrganization;
    const last = (await judge.members.addDevice(alice, 'the last')).addition.at;
    const stream = await judge.listen(alice);
    const device = judge.cast.device('tablet');
    for (const [what, changes, answer] of causes(judge, sharedOrganization, last)) {
      const addition = judge.members.addition(alice, { device, ...changes });
      const refused = await judge.members.send(alice, addition, what);
      await asNeeded(() => judge.expect.answer(refused, answer, what));
    }
    const { addition } = await judge.members.addDevice(alice, device);
    await stream.certificate(addition.at, 'the event of the corrected request');
  }),
);
