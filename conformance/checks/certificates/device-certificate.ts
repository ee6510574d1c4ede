import { verifies } from '../../src/judge/verifies.ts';
import type { BootstrapParts } from '../../src/people/bootstrap.ts';
import { refusesBootstrap } from '../../src/vocabulary/matchers/refuses-bootstrap.ts';
import { refusalByParity, refusedAtEnrolment } from '../../src/vocabulary/matchers/refuses-certificate.ts';
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

const names = ['type', 'timestamp', 'user_id', 'device_id', 'device_label', 'verify_key', 'algorithm'];

for (const field of names) {
  verifies('device_certificate/fields-required', { case: field.replace('_', '-') }, (judge) =>
    refusedAtEnrolment(judge, { deviceCertificate: { fields: { [field]: undefined } } }),
  );
}

verifies('device_certificate/fields-required', { case: 'redacted' }, (judge) =>
  refusesBootstrap(judge, {
    mistakes: Object.fromEntries(
      names.map((field) => [
        `no ${field}`,
        { redactedDeviceCertificate: { fields: { [field]: undefined } } },
      ]),
    ),
  }),
);

// Invalid values of present fields. Both versions get the same value, so that they agree.
for (const [index, [name, field, value]] of (
  [
    ['author-text', 'author', 'root'],
    ['timestamp-nil', 'timestamp', null],
    ['timestamp-integer', 'timestamp', 1_700_000_000_000_000],
    ['user-id-nil', 'user_id', null],
    ['device-id-nil', 'device_id', null],
    ['device-id-text', 'device_id', 'de100000000000000000000000000001'],
    ['verify-key-nil', 'verify_key', null],
    ['algorithm-nil', 'algorithm', null],
    ['algorithm-unknown', 'algorithm', 'RSA'],
    ['algorithm-of-users', 'algorithm', 'X25519_XSALSA20_POLY1305'],
  ] as const
).entries()) {
  verifies('device_certificate/fields', { case: name }, (judge) =>
    refusalByParity(index)(judge, { deviceFields: { [field]: value } }),
  );
}

verifies('device_certificate/fields', { case: 'label-integer' }, (judge) =>
  refusedAtEnrolment(judge, { deviceCertificate: { fields: { device_label: 1 } } }),
);

for (const [index, [name, purpose]] of (
  [
    ['unknown', 'DUMMY'],
    ['lower-case', 'standard'],
    ['empty', ''],
  ] as const
).entries()) {
  verifies('device_certificate/purpose-known', { case: name }, (judge) =>
    refusalByParity(index)(judge, { deviceFields: { purpose } }),
  );
}

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
