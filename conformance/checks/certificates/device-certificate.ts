import { verifies } from '../../src/judge/verifies.ts';
import type { BootstrapParts } from '../../src/people/bootstrap.ts';
import { certificatesOf, expectCommon } from '../../src/vocabulary/observations/organization.ts';

verifies('device_certificate/fields', async (judge) => {
  const { author, bootstrap } = await judge.common();
  const { common } = await certificatesOf(judge, author);
  await expectCommon(judge, common, bootstrap.added.full, 'common certificates');
  const [, first] = common;
  const content = judge.expect.certificate(first, bootstrap.root.verifyKey, 'the device certificate');
  const { person, device, at } = bootstrap;
  judge.expect.equal(
    content,
    {
      type: 'device_certificate',
      purpose: 'STANDARD',
      author: null,
      timestamp: at,
      user_id: person.userId,
      device_id: device.id,
      device_label: device.label,
      verify_key: device.key.verifyKey,
      algorithm: 'ED25519',
    },
    'content of the device certificate',
  );
});

// The full and redacted certificates must agree in purpose, so the comparison shows how an absent
// one is read (BOOT-40).
const absent = { fields: { purpose: undefined } };
for (const [name, parts] of [
  ['both', { deviceCertificate: absent, redactedDeviceCertificate: absent }],
  ['full-alone', { deviceCertificate: absent }],
  ['redacted-alone', { redactedDeviceCertificate: absent }],
] satisfies [string, Partial<BootstrapParts>][]) {
  verifies('device_certificate/purpose-absent-is-standard', { case: name }, async (judge) => {
    const organization = await judge.organization();
    const other = { fields: { purpose: 'REGISTRATION' } };
    await judge.twin({
      broken: () =>
        judge.bootstrap(organization, { deviceCertificate: absent, redactedDeviceCertificate: other }),
      refused: 'invalid_certificate',
      valid: () => judge.bootstrap(organization, parts),
    });
  });
}
