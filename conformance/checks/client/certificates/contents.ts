import type { RequirementId } from '@parsec-spec/spec/requirements';
import { verifiesClient } from '../../../src/case/verifies.ts';
import { continuesAfter, refusesFalseCertificate } from '../../../src/client/refuses-false-certificate.ts';
import {
  enrolment,
  profileChange,
  revocation,
  signedDevice,
  signedUser,
} from '../../../src/people/signed-certificates.ts';
import { simulateOrganization } from '../../../src/client/simulated-organization.ts';
import type { CertificateChange } from '../../../src/people/certificates.ts';

type Fault = readonly [RequirementId, string, CertificateChange];

/** Changes to a user certificate, which is correctly signed. A client must refuse each result. */
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
    const simulated = await simulateOrganization(judge);
    const carol = judge.cast.person('carol');
    const at = simulated.founded.plusSeconds(60);
    const forged = [
      signedUser(simulated.founder, carol, at, { change }),
      signedDevice(simulated.founder, carol, at),
    ];
    await refusesFalseCertificate(judge, simulated, forged, enrolment(simulated.founder, carol, at));
  });
}

/** The same for a device certificate. */
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
    const simulated = await simulateOrganization(judge);
    const carol = judge.cast.person('carol');
    const at = simulated.founded.plusSeconds(60);
    const forged = [
      signedUser(simulated.founder, carol, at),
      signedDevice(simulated.founder, carol, at, { change }),
    ];
    await refusesFalseCertificate(judge, simulated, forged, enrolment(simulated.founder, carol, at));
  });
}

for (const field of ['author', 'timestamp', 'user_id', 'new_profile']) {
  const change = { fields: { [field]: undefined } };
  const name = `client-no-${field.replace('_', '-')}`;
  verifiesClient('user_update_certificate/fields', { case: name }, async (judge) => {
    const bob = judge.cast.person('bob');
    const simulated = await simulateOrganization(judge, {
      history: ({ founder, founded }) => enrolment(founder, bob, founded.plusSeconds(30)),
    });
    const at = simulated.founded.plusSeconds(60);
    const forged = [profileChange(simulated.founder, bob, at, 'ADMIN', change)];
    await refusesFalseCertificate(judge, simulated, forged, [
      profileChange(simulated.founder, bob, at, 'ADMIN'),
    ]);
  });

  if (field === 'new_profile') continue;
  verifiesClient('revoked_user_certificate/fields', { case: name }, async (judge) => {
    const bob = judge.cast.person('bob');
    const simulated = await simulateOrganization(judge, {
      history: ({ founder, founded }) => enrolment(founder, bob, founded.plusSeconds(30)),
    });
    const at = simulated.founded.plusSeconds(60);
    const forged = [revocation(simulated.founder, bob, at, change)];
    await refusesFalseCertificate(judge, simulated, forged, [revocation(simulated.founder, bob, at)]);
  });
}

verifiesClient('device_certificate/purpose-absent-is-standard', async (judge) => {
  const simulated = await simulateOrganization(judge);
  const carol = judge.cast.person('carol');
  const at = simulated.founded.plusSeconds(60);
  const change = { fields: { purpose: undefined } };
  simulated.common = [
    ...simulated.common,
    signedUser(simulated.founder, carol, at),
    signedDevice(simulated.founder, carol, at, { change }),
  ];
  await continuesAfter(judge, simulated, undefined);
  await continuesAfter(judge, simulated, simulated.common.at(-1));
});

verifiesClient('types/microseconds-kept', async (judge) => {
  const simulated = await simulateOrganization(judge);
  const odd = simulated.founded.plusSeconds(60);
  const at = odd.plus(-(odd.micros % 1_000_000n)).plus(123_457);
  simulated.common = [...simulated.common, ...enrolment(simulated.founder, judge.cast.person('carol'), at)];
  await continuesAfter(judge, simulated, undefined);
  await continuesAfter(judge, simulated, simulated.common.at(-1));
});
