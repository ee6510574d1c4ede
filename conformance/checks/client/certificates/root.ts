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
} from '../../../src/client/staged-certificates.ts';
import { stageOrganization } from '../../../src/client/staged-organization.ts';
import { type Person, sequesterAuthorityDer } from '../../../src/people/cast.ts';
import type { Instant } from '../../../src/wire/values.ts';

const rule = 'client-certificates/root-signs-bootstrap-only';

verifiesClient(
  rule,
  {
    case: 'later-user',
    why: 'The root key is thrown away at the bootstrap: whoever signs by it later has stolen it.',
  },
  async (judge) => {
    const stage = await stageOrganization(judge);
    const bob = judge.cast.person('bob');
    const at = stage.founded.plusSeconds(60);
    await refusesFalseCertificate(
      judge,
      stage,
      enrolment(stage.root, bob, at),
      enrolment(stage.founder, bob, at),
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
    const stage = await stageOrganization(judge);
    const bob = judge.cast.person('bob');
    stage.common = [...stage.common, ...enrolment(stage.founder, bob, stage.founded.plusSeconds(60))];
    const at = stage.founded.plusSeconds(120);
    await refusesFalseCertificate(
      judge,
      stage,
      [change(stage.root, bob, at)],
      [change(stage.founder, bob, at)],
    );
  });
}

verifiesClient(rule, { case: 'later-device' }, async (judge) => {
  const stage = await stageOrganization(judge);
  const device = judge.cast.device('alice-phone');
  const at = stage.founded.plusSeconds(60);
  await refusesFalseCertificate(
    judge,
    stage,
    [signedDevice(stage.root, stage.alice, at, { device })],
    [signedDevice(stage.founder, stage.alice, at, { device })],
  );
});

verifiesClient(rule, { case: 'second-device-of-the-same-time' }, async (judge) => {
  const stage = await stageOrganization(judge);
  const device = judge.cast.device('alice-phone');
  const common = [...stage.common, signedDevice(stage.root, stage.alice, stage.founded, { device })];
  await refusesFalseHistory(judge, stage, { common });
});

verifiesClient(rule, { case: 'two-timestamps' }, async (judge) => {
  const stage = await stageOrganization(judge);
  const common = [
    signedUser(stage.root, stage.alice, stage.founded, { profile: 'ADMIN' }),
    signedDevice(stage.root, stage.alice, stage.founded.plus(1)),
  ];
  await refusesFalseHistory(judge, stage, { common });
});

verifiesClient(rule, { case: 'authority-of-other-time' }, async (judge) => {
  const stage = await stageOrganization(judge);
  stage.sequester = [authority(stage.root, sequesterAuthorityDer, stage.founded)];
  const sequester = [authority(stage.root, sequesterAuthorityDer, stage.founded.plus(-1))];
  await refusesFalseHistory(judge, stage, { sequester });
});

for (const [name, seconds] of [
  ['second-authority', 1],
  ['second-authority-of-the-same-time', 0],
] as const) {
  verifiesClient(rule, { case: name }, async (judge) => {
    const stage = await stageOrganization(judge);
    const first = authority(stage.root, sequesterAuthorityDer, stage.founded);
    stage.sequester = [first];
    const second = authority(stage.root, sequesterAuthorityDer, stage.founded.plusSeconds(seconds));
    await refusesFalseHistory(judge, stage, { sequester: [first, second] });
  });
}

verifiesClient(rule, { case: 'authority-comes-later' }, async (judge) => {
  const stage = await stageOrganization(judge);
  await continuesAfter(judge, stage, undefined);
  stage.sequester = [authority(stage.root, sequesterAuthorityDer, stage.founded)];
  const lied = await stage.logIn();
  stage.sequester = [];
  await continuesAfter(judge, stage, stage.common.at(-1));
  judge.expectOutcome(lied, 'invalid-certificate', 'an authority that was not there at the bootstrap');
});

for (const signer of ['founder', 'stranger'] as const) {
  verifiesClient(
    ['sequester_authority_certificate/root-signed', 'client-certificates/signatures-verified'],
    { case: `client-${signer}` },
    async (judge) => {
      const stage = await stageOrganization(judge);
      stage.sequester = [authority(stage.root, sequesterAuthorityDer, stage.founded)];
      const key = signer === 'founder' ? stage.founder.key : judge.cast.signingKey('stranger');
      const sequester = [authority({ id: null, key }, sequesterAuthorityDer, stage.founded)];
      await refusesFalseHistory(judge, stage, { sequester });
    },
  );
}

for (const [name, fields] of [
  ['client-no-key', { verify_key_der: undefined }],
  ['client-no-timestamp', { timestamp: undefined }],
] as const) {
  verifiesClient('sequester_authority_certificate/fields', { case: name }, async (judge) => {
    const stage = await stageOrganization(judge);
    stage.sequester = [authority(stage.root, sequesterAuthorityDer, stage.founded)];
    const sequester = [authority(stage.root, sequesterAuthorityDer, stage.founded, { fields })];
    await refusesFalseHistory(judge, stage, { sequester });
  });
}
