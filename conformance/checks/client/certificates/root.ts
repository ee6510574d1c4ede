import { verifiesClient } from '../../../src/case/verifies.ts';
import {
  continuesAfter,
  refusesFalseCertificate,
  refusesFalseHistory,
} from '../../../src/client/refuses-false-certificate.ts';
import {
  authority,
  enrolment,
  profileChange,
  revocation,
  type Signer,
  signedDevice,
  signedUser,
} from '../../../src/people/signed-certificates.ts';
import { simulateOrganization } from '../../../src/client/simulated-organization.ts';
import { type Person, sequesterAuthorityDer } from '../../../src/people/cast.ts';
import type { Instant } from '../../../src/wire/values.ts';

const rule = 'client-certificates/root-signs-bootstrap-only';

verifiesClient(
  rule,
  {
    case: 'later-user',
    why: 'The root key is deleted at the bootstrap. A later signature by it is made with a stolen key.',
  },
  async (judge) => {
    const simulated = await simulateOrganization(judge);
    const bob = judge.cast.person('bob');
    const at = simulated.founded.plusSeconds(60);
    await refusesFalseCertificate(
      judge,
      simulated,
      enrolment(simulated.root, bob, at),
      enrolment(simulated.founder, bob, at),
    );
  },
);

for (const [name, change] of [
  ['later-revocation', revocation],
  [
    'later-profile',
    (author: Signer, person: Person, at: Instant) => profileChange(author, person, at, 'OUTSIDER'),
  ],
] as const) {
  verifiesClient(rule, { case: name }, async (judge) => {
    const simulated = await simulateOrganization(judge);
    const bob = judge.cast.person('bob');
    simulated.common = [
      ...simulated.common,
      ...enrolment(simulated.founder, bob, simulated.founded.plusSeconds(60)),
    ];
    const at = simulated.founded.plusSeconds(120);
    await refusesFalseCertificate(
      judge,
      simulated,
      [change(simulated.root, bob, at)],
      [change(simulated.founder, bob, at)],
    );
  });
}

verifiesClient(rule, { case: 'later-device' }, async (judge) => {
  const simulated = await simulateOrganization(judge);
  const device = judge.cast.device('alice-phone');
  const at = simulated.founded.plusSeconds(60);
  await refusesFalseCertificate(
    judge,
    simulated,
    [signedDevice(simulated.root, simulated.alice, at, { device })],
    [signedDevice(simulated.founder, simulated.alice, at, { device })],
  );
});

verifiesClient(rule, { case: 'second-device-of-the-same-time' }, async (judge) => {
  const simulated = await simulateOrganization(judge);
  const device = judge.cast.device('alice-phone');
  const common = [
    ...simulated.common.slice(0, 2),
    signedDevice(simulated.root, simulated.alice, simulated.founded, { device }),
    ...simulated.ownCertificates(),
  ];
  await refusesFalseHistory(judge, simulated, { common });
});

verifiesClient(rule, { case: 'two-timestamps' }, async (judge) => {
  const simulated = await simulateOrganization(judge);
  const common = [
    signedUser(simulated.root, simulated.alice, simulated.founded, { profile: 'ADMIN' }),
    signedDevice(simulated.root, simulated.alice, simulated.founded.plus(1)),
    ...simulated.ownCertificates(),
  ];
  await refusesFalseHistory(judge, simulated, { common });
});

verifiesClient(rule, { case: 'authority-of-other-time' }, async (judge) => {
  const simulated = await simulateOrganization(judge);
  simulated.sequester = [authority(simulated.root, sequesterAuthorityDer, simulated.founded)];
  const sequester = [authority(simulated.root, sequesterAuthorityDer, simulated.founded.plus(-1))];
  await refusesFalseHistory(judge, simulated, { sequester });
});

for (const [name, seconds] of [
  ['second-authority', 1],
  ['second-authority-of-the-same-time', 0],
] as const) {
  verifiesClient(rule, { case: name }, async (judge) => {
    const simulated = await simulateOrganization(judge);
    const first = authority(simulated.root, sequesterAuthorityDer, simulated.founded);
    simulated.sequester = [first];
    const second = authority(simulated.root, sequesterAuthorityDer, simulated.founded.plusSeconds(seconds));
    await refusesFalseHistory(judge, simulated, { sequester: [first, second] });
  });
}

verifiesClient(rule, { case: 'authority-comes-later' }, async (judge) => {
  const simulated = await simulateOrganization(judge);
  await continuesAfter(judge, simulated, undefined);
  simulated.sequester = [authority(simulated.root, sequesterAuthorityDer, simulated.founded)];
  const outcome = await simulated.logIn();
  simulated.sequester = [];
  await continuesAfter(judge, simulated, simulated.common.at(-1));
  judge.expectRefused(outcome, 'a sequester authority that did not exist at the bootstrap');
});

for (const signer of ['founder', 'stranger'] as const) {
  verifiesClient(
    ['sequester_authority_certificate/root-signed', 'client-certificates/signatures-verified'],
    { case: `client-${signer}` },
    async (judge) => {
      const simulated = await simulateOrganization(judge);
      simulated.sequester = [authority(simulated.root, sequesterAuthorityDer, simulated.founded)];
      const key = signer === 'founder' ? simulated.founder.key : judge.cast.signingKey('stranger');
      const sequester = [authority({ id: null, key }, sequesterAuthorityDer, simulated.founded)];
      await refusesFalseHistory(judge, simulated, { sequester });
    },
  );
}

for (const [name, fields] of [
  ['client-no-key', { verify_key_der: undefined }],
  ['client-no-timestamp', { timestamp: undefined }],
] as const) {
  verifiesClient('sequester_authority_certificate/fields', { case: name }, async (judge) => {
    const simulated = await simulateOrganization(judge);
    simulated.sequester = [authority(simulated.root, sequesterAuthorityDer, simulated.founded)];
    const sequester = [authority(simulated.root, sequesterAuthorityDer, simulated.founded, { fields })];
    await refusesFalseHistory(judge, simulated, { sequester });
  });
}
