import { type DeviceAdditionParts, joinHistories } from '../../src/certificate/index.ts';
import { certificatesOf } from '../../src/effects/index.ts';
import type { Bootstrapped, Expected, Judge } from '../../src/judge/index.ts';
import { verifies } from '../../src/verifies/index.ts';

/** Additions of a tablet that are refused, by what is wrong with them, and what they are answered. */
const causes = (
  judge: Judge,
  { author, founding }: Bootstrapped,
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
    ['too early', { at: judge.now().plusSeconds(310) }, 'timestamp_out_of_ballpark'],
    ['too late', { at: judge.now().plusSeconds(-350) }, 'timestamp_out_of_ballpark'],
    ['at the last time', { at: founding.at }, 'require_greater_timestamp'],
    ['a device id in use', { deviceFields: { device_id: author.device.id } }, 'device_already_exists'],
    ['no command', { command: { device_certificate: 1 } }, 415],
  ];
};

verifies('device_create/refused-leaves-no-trace', async (judge) => {
  const live = await judge.bootstrapped();
  const { author: alice, founding } = live;
  const device = judge.cast.device('tablet');
  const info = () =>
    judge.rpc.authenticated({ organization: alice.organization, device }, { cmd: 'organization_info' });
  for (const [what, changes, answer] of causes(judge, live)) {
    const addition = judge.members.addition(alice, { device, ...changes });
    const refused = await judge.members.send(alice, addition, what);
    judge.expect.answer(refused, answer, what);
    const { common } = await certificatesOf(judge, alice);
    judge.expect.equal(common, founding.history.full, `common certificates after: ${what}`, refused);
    judge.expect.answer(await info(), 403, `the new device after: ${what}`);
  }
  const { addition } = await judge.members.addDevice(alice, device);
  judge.expect.reply(await info(), 'ok', 'the new device after the corrected request');
  const { common } = await certificatesOf(judge, alice);
  judge.expect.equal(common, joinHistories(founding, addition).full, 'common certificates at last');
});

// The event of what was accepted afterwards would come after that of what was refused.
verifies('device_create/refused-leaves-no-trace', { needs: ['events'], case: 'event' }, async (judge) => {
  const live = await judge.bootstrapped();
  const stream = await judge.listen(live.author);
  const device = judge.cast.device('tablet');
  for (const [what, changes, answer] of causes(judge, live)) {
    const addition = judge.members.addition(live.author, { device, ...changes });
    judge.expect.answer(await judge.members.send(live.author, addition, what), answer, what);
  }
  const { addition } = await judge.members.addDevice(live.author, device);
  await stream.certificate(addition.at, 'the event of the corrected request');
});
