import { verifiesClient } from '../../../src/case/verifies.ts';
import {
  continuesAfter,
  refusesFalseCertificate,
  refusesFalseHistory,
} from '../../../src/client/refuses-false-certificate.ts';
import {
  enrolment,
  profileChange,
  revocation,
  type Signer,
  signedDevice,
  signedUser,
} from '../../../src/client/staged-certificates.ts';
import { stageOrganization } from '../../../src/client/staged-organization.ts';
import type { Person } from '../../../src/people/cast.ts';
import type { CertificateChange } from '../../../src/people/certificates.ts';
import type { Instant } from '../../../src/wire/values.ts';
import { rawFrame } from '../../../src/wire/zstd.ts';

/** Alters the first letter of a text in the content after the signature was made. */
const altered = (text: string) => ({
  frame: (document: Uint8Array) => rawFrame(document),
  signed: (bytes: Uint8Array) => {
    const copy = Uint8Array.from(bytes);
    copy[Buffer.from(copy).indexOf(text)] = 'X'.charCodeAt(0);
    return copy;
  },
});

for (const [name, change] of [
  ['altered-user', altered('carol@example.com')],
  [
    'flipped-signature',
    { signed: (bytes: Uint8Array) => Buffer.concat([Uint8Array.of((bytes[0] ?? 0) ^ 1), bytes.subarray(1)]) },
  ],
  ['no-signature', { signed: (bytes: Uint8Array) => bytes.subarray(64) }],
  ['cut', { signed: (bytes: Uint8Array) => bytes.subarray(0, 63) }],
] as const) {
  verifiesClient('client-certificates/signatures-verified', { case: name }, async (judge) => {
    const stage = await stageOrganization(judge);
    const carol = judge.cast.person('carol');
    const at = stage.founded.plusSeconds(60);
    const lie = [signedUser(stage.founder, carol, at, { change }), signedDevice(stage.founder, carol, at)];
    await refusesFalseCertificate(judge, stage, lie, enrolment(stage.founder, carol, at));
  });
}

verifiesClient('client-certificates/signatures-verified', { case: 'altered-device' }, async (judge) => {
  const stage = await stageOrganization(judge);
  const carol = judge.cast.person('carol');
  const at = stage.founded.plusSeconds(60);
  const change = altered('carol-laptop');
  const lie = [signedUser(stage.founder, carol, at), signedDevice(stage.founder, carol, at, { change })];
  await refusesFalseCertificate(judge, stage, lie, enrolment(stage.founder, carol, at));
});

const flipped = {
  signed: (bytes: Uint8Array) => bytes.map((byte, index) => (index === 0 ? byte ^ 1 : byte)),
};

// Covers more than new users: a forged revocation or profile change would give control of the
// organization.
for (const [name, change] of [
  ['revocation', revocation],
  [
    'profile',
    (author: Signer, person: Person, at: Instant, broken?: CertificateChange) =>
      profileChange(author, person, at, 'OUTSIDER', broken),
  ],
] as const) {
  verifiesClient('client-certificates/signatures-verified', { case: name }, async (judge) => {
    const stage = await stageOrganization(judge);
    const bob = judge.cast.person('bob');
    const [enrolled, at] = [stage.founded.plusSeconds(60), stage.founded.plusSeconds(120)];
    stage.common = [...stage.common, ...enrolment(stage.founder, bob, enrolled)];
    await refusesFalseCertificate(
      judge,
      stage,
      [change(stage.founder, bob, at, flipped)],
      [change(stage.founder, bob, at)],
    );
  });
}

for (const [name, signer] of [
  ['stranger', 'stranger'],
  ['root-key', 'root'],
] as const) {
  verifiesClient('client-certificates/signatures-verified', { case: name }, async (judge) => {
    const stage = await stageOrganization(judge);
    const carol = judge.cast.person('carol');
    const at = stage.founded.plusSeconds(60);
    const signedBy = judge.cast.signingKey(signer);
    const lie = enrolment({ ...stage.founder, key: signedBy }, carol, at);
    await refusesFalseCertificate(judge, stage, lie, enrolment(stage.founder, carol, at));
  });
}

verifiesClient('client-certificates/signatures-verified', { case: 'other-root' }, async (judge) => {
  const stage = await stageOrganization(judge);
  const root = { id: null, key: judge.cast.signingKey('another root') };
  const common = enrolment(root, stage.alice, stage.founded, { profile: 'ADMIN' });
  await refusesFalseHistory(judge, stage, { common });
});

verifiesClient(
  'client-certificates/batch-refused-whole',
  { why: 'A client that keeps half a batch can be led, step by step, into a history that never was.' },
  async (judge) => {
    const stage = await stageOrganization(judge);
    const { founder, founded } = stage;
    const carol = enrolment(founder, judge.cast.person('carol'), founded.plusSeconds(60));
    const dave = judge.cast.person('dave');
    const at = founded.plusSeconds(120);
    const broken = enrolment({ ...founder, key: judge.cast.signingKey('stranger') }, dave, at);
    await refusesFalseCertificate(
      judge,
      stage,
      [...carol, ...broken],
      [...carol, ...enrolment(founder, dave, at)],
    );
  },
);

verifiesClient('client-certificates/batch-refused-whole', { case: 'says-so' }, async (judge) => {
  const stage = await stageOrganization(judge);
  await continuesAfter(judge, stage, undefined);
  stage.falseCertificates = [{ at: stage.founded, bytes: judge.random.bytes(200) }];
  const { message } = judge.expectOutcome(await stage.logIn(), 'invalid-certificate');
  judge.expect.that(/certificate/i.test(message), 'a message that speaks of a certificate', message);
});

// Each device has its own key, so the other device of the same user is not the author.
verifiesClient(
  'client-certificates/signatures-verified',
  { case: 'other-device-of-author' },
  async (judge) => {
    const stage = await stageOrganization(judge);
    const { alice, founder, founded } = stage;
    const [bob, phone] = [judge.cast.person('bob'), judge.cast.device('alice-phone')];
    const added = founded.plusSeconds(30);
    stage.common = [...stage.common, signedDevice(founder, alice, added, { device: phone })];
    const at = founded.plusSeconds(60);
    const lie = enrolment({ id: phone.id, key: founder.key }, bob, at);
    await refusesFalseCertificate(judge, stage, lie, enrolment({ id: phone.id, key: phone.key }, bob, at));
  },
);
