import type { RequirementId } from '@parsec-spec/spec/requirements';
import { verifiesClient } from '../../../src/case/verifies.ts';
import { continuesAfter, refusesFalseCertificate } from '../../../src/client/refuses-false-certificate.ts';
import {
  enrolment,
  profileChange,
  revocation,
  signedDevice,
  signedUser,
} from '../../../src/client/staged-certificates.ts';
import { stageOrganization } from '../../../src/client/staged-organization.ts';
import type { CertificateChange } from '../../../src/people/certificates.ts';

type Fault = readonly [RequirementId, string, CertificateChange];

/** A correctly signed user certificate that a client must refuse. */
const users: readonly Fault[] = [
  ['certificates/envelope', 'client-format-byte', { version: 1 }],
  ['certificates/envelope', 'client-uncompressed', { frame: (document) => document }],
  ['certificates/envelope', 'client-truncated', { frame: (_, frame) => frame.subarray(0, -1) }],
  ...['timestamp', 'user_id', 'human_handle', 'public_key', 'algorithm', 'profile'].map(
    (field): Fault => [
      'user_certificate/fields',
      `client-no-${field.replace('_', '-')}`,
      { fields: { [field]: undefined } },
    ],
  ),
  ['keys/sizes-in-client', 'public-key-of-31', { fields: { public_key: new Uint8Array(31).fill(7) } }],
  ['keys/sizes-in-client', 'public-key-of-33', { fields: { public_key: new Uint8Array(33).fill(7) } }],
  ['types/profile-is-one-of-three', 'client-unknown', { fields: { profile: 'OWNER' } }],
  ['types/profile-is-one-of-three', 'client-lower-case', { fields: { profile: 'standard' } }],
  ['types/human-label-length', 'client-empty', { fields: { human_handle: ['carol@example.com', ''] } }],
  [
    'types/human-label-characters',
    'client-served',
    { fields: { human_handle: ['carol@example.com', 'Ca<rol'] } },
  ],
  [
    'types/email-is-bare-ascii',
    'client-served',
    { fields: { human_handle: ['carol.example.com', 'Carol'] } },
  ],
  [
    'types/email-redacted-domain',
    'client-served',
    { fields: { human_handle: ['carol@redacted.invalid', 'Carol'] } },
  ],
];

for (const [rule, name, change] of users) {
  verifiesClient(rule, { case: name }, async (judge) => {
    const stage = await stageOrganization(judge);
    const carol = judge.cast.person('carol');
    const at = stage.founded.plusSeconds(60);
    const lie = [signedUser(stage.founder, carol, at, { change }), signedDevice(stage.founder, carol, at)];
    await refusesFalseCertificate(judge, stage, lie, enrolment(stage.founder, carol, at));
  });
}

const devices: readonly Fault[] = [
  ...['timestamp', 'user_id', 'device_id', 'device_label', 'verify_key', 'algorithm'].map(
    (field): Fault => [
      'device_certificate/fields',
      `client-no-${field.replace('_', '-')}`,
      { fields: { [field]: undefined } },
    ],
  ),
  ['keys/sizes-in-client', 'verify-key-of-31', { fields: { verify_key: new Uint8Array(31).fill(7) } }],
  ['types/device-label-length', 'client-256-bytes', { fields: { device_label: 'x'.repeat(256) } }],
];

for (const [rule, name, change] of devices) {
  verifiesClient(rule, { case: name }, async (judge) => {
    const stage = await stageOrganization(judge);
    const carol = judge.cast.person('carol');
    const at = stage.founded.plusSeconds(60);
    const lie = [signedUser(stage.founder, carol, at), signedDevice(stage.founder, carol, at, { change })];
    await refusesFalseCertificate(judge, stage, lie, enrolment(stage.founder, carol, at));
  });
}

for (const field of ['author', 'timestamp', 'user_id', 'new_profile']) {
  const change = { fields: { [field]: undefined } };
  const name = `client-no-${field.replace('_', '-')}`;
  verifiesClient('user_update_certificate/fields', { case: name }, async (judge) => {
    const bob = judge.cast.person('bob');
    const stage = await stageOrganization(judge, {
      history: ({ founder, founded }) => enrolment(founder, bob, founded.plus(1)),
    });
    const at = stage.founded.plusSeconds(60);
    const lie = [profileChange(stage.founder, bob, at, 'ADMIN', change)];
    await refusesFalseCertificate(judge, stage, lie, [profileChange(stage.founder, bob, at, 'ADMIN')]);
  });

  if (field === 'new_profile') continue;
  verifiesClient('revoked_user_certificate/fields', { case: name }, async (judge) => {
    const bob = judge.cast.person('bob');
    const stage = await stageOrganization(judge, {
      history: ({ founder, founded }) => enrolment(founder, bob, founded.plus(1)),
    });
    const at = stage.founded.plusSeconds(60);
    const lie = [revocation(stage.founder, bob, at, change)];
    await refusesFalseCertificate(judge, stage, lie, [revocation(stage.founder, bob, at)]);
  });
}

verifiesClient('device_certificate/purpose-absent-is-standard', async (judge) => {
  const stage = await stageOrganization(judge);
  const carol = judge.cast.person('carol');
  const at = stage.founded.plusSeconds(60);
  const change = { fields: { purpose: undefined } };
  stage.common = [
    ...stage.common,
    signedUser(stage.founder, carol, at),
    signedDevice(stage.founder, carol, at, { change }),
  ];
  await continuesAfter(judge, stage, undefined);
  await continuesAfter(judge, stage, stage.common.at(-1));
});

verifiesClient('types/microseconds-kept', async (judge) => {
  const stage = await stageOrganization(judge);
  const odd = stage.founded.plusSeconds(60);
  const at = odd.plus(-(odd.micros % 1_000_000n)).plus(123_457);
  stage.common = [...stage.common, ...enrolment(stage.founder, judge.cast.person('carol'), at)];
  await continuesAfter(judge, stage, undefined);
  await continuesAfter(judge, stage, stage.common.at(-1));
});
