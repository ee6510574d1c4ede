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
} from '../../../src/people/signed-certificates.ts';
import { simulateOrganization } from '../../../src/client/simulated-organization.ts';
import type { Person } from '../../../src/people/cast.ts';
import type { CertificateChange } from '../../../src/people/certificates.ts';
import type { Instant } from '../../../src/wire/values.ts';
import { rawFrame } from '../../../src/wire/zstd.ts';

/** Changes the first letter of `text` in the content after signing. */
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

verifiesClient('client-certificates/signatures-verified', { case: 'altered-device' }, async (judge) => {
  const simulated = await simulateOrganization(judge);
  const carol = judge.cast.person('carol');
  const at = simulated.founded.plusSeconds(60);
  const change = altered('carol-laptop');
  const forged = [
    signedUser(simulated.founder, carol, at),
    signedDevice(simulated.founder, carol, at, { change }),
  ];
  await refusesFalseCertificate(judge, simulated, forged, enrolment(simulated.founder, carol, at));
});

const flipped = {
  signed: (bytes: Uint8Array) => bytes.map((byte, index) => (index === 0 ? byte ^ 1 : byte)),
};

// A forged revocation or profile change would give control of the organization.
for (const [name, change] of [
  ['revocation', revocation],
  [
    'profile',
    (author: Signer, person: Person, at: Instant, broken?: CertificateChange) =>
      profileChange(author, person, at, 'OUTSIDER', broken),
  ],
] as const) {
  verifiesClient('client-certificates/signatures-verified', { case: name }, async (judge) => {
    const simulated = await simulateOrganization(judge);
    const bob = judge.cast.person('bob');
    const [enrolled, at] = [simulated.founded.plusSeconds(60), simulated.founded.plusSeconds(120)];
    simulated.common = [...simulated.common, ...enrolment(simulated.founder, bob, enrolled)];
    await refusesFalseCertificate(
      judge,
      simulated,
      [change(simulated.founder, bob, at, flipped)],
      [change(simulated.founder, bob, at)],
    );
  });
}

for (const [name, signer] of [
  ['stranger', 'stranger'],
  ['root-key', 'root'],
] as const) {
  verifiesClient('client-certificates/signatures-verified', { case: name }, async (judge) => {
    const simulated = await simulateOrganization(judge);
    const carol = judge.cast.person('carol');
    const at = simulated.founded.plusSeconds(60);
    const signedBy = judge.cast.signingKey(signer);
    const forged = enrolment({ ...simulated.founder, key: signedBy }, carol, at);
    await refusesFalseCertificate(judge, simulated, forged, enrolment(simulated.founder, carol, at));
  });
}

verifiesClient('client-certificates/signatures-verified', { case: 'other-root' }, async (judge) => {
  const simulated = await simulateOrganization(judge);
  const root = { id: null, key: judge.cast.signingKey('another root') };
  const common = enrolment(root, simulated.alice, simulated.founded, { profile: 'ADMIN' });
  await refusesFalseHistory(judge, simulated, { common });
});

verifiesClient(
  'client-certificates/batch-refused-whole',
  { why: 'A client that keeps half of a batch can be led, batch by batch, into a forged history.' },
  async (judge) => {
    const simulated = await simulateOrganization(judge);
    const { founder, founded } = simulated;
    const carol = enrolment(founder, judge.cast.person('carol'), founded.plusSeconds(60));
    const dave = judge.cast.person('dave');
    const at = founded.plusSeconds(120);
    const broken = enrolment({ ...founder, key: judge.cast.signingKey('stranger') }, dave, at);
    await refusesFalseCertificate(
      judge,
      simulated,
      [...carol, ...broken],
      [...carol, ...enrolment(founder, dave, at)],
    );
  },
);

verifiesClient('client-certificates/batch-refused-whole', { case: 'says-so' }, async (judge) => {
  const simulated = await simulateOrganization(judge);
  await continuesAfter(judge, simulated, undefined);
  simulated.falseCertificates = [{ at: simulated.founded, bytes: judge.random.bytes(200) }];
  const { said } = judge.expectRefused(await simulated.logIn());
  judge.expect.that(/certificate/i.test(said), 'a text that names a certificate', said);
});

// Each device has its own key, so the other device of the same user is not the author.
verifiesClient(
  'client-certificates/signatures-verified',
  { case: 'other-device-of-author' },
  async (judge) => {
    const simulated = await simulateOrganization(judge);
    const { alice, founder, founded } = simulated;
    const [bob, phone] = [judge.cast.person('bob'), judge.cast.device('alice-phone')];
    const added = founded.plusSeconds(30);
    simulated.common = [...simulated.common, signedDevice(founder, alice, added, { device: phone })];
    const at = founded.plusSeconds(60);
    const forged = enrolment({ id: phone.id, key: founder.key }, bob, at);
    await refusesFalseCertificate(
      judge,
      simulated,
      forged,
      enrolment({ id: phone.id, key: phone.key }, bob, at),
    );
  },
);
