import { sequesterAuthorityDer } from '../src/cast/index.ts';
import type { CertificateChange } from '../src/certificate/index.ts';
import { certificatesOf } from '../src/effects/index.ts';
import type { Judge } from '../src/judge/index.ts';
import { verifies } from '../src/verifies/index.ts';

const sequester = sequesterAuthorityDer;

verifies(
  ['sequester_authority_certificate/fields', 'sequester_authority_certificate/root-signed'],
  async (judge) => {
    const { author, founding } = await judge.bootstrapped({}, { sequester });
    const certificates = (await certificatesOf(judge, author)).sequester;
    judge.expect.equal(certificates.length, 1, 'number of sequester certificates');
    const root = founding.root.verifyKey;
    const authority = judge.expect.certificate(certificates[0], root, 'the authority certificate');
    const expected = {
      type: 'sequester_authority_certificate',
      timestamp: founding.at,
      verify_key_der: sequester,
    };
    judge.expect.equal(authority, expected, 'content of the authority certificate');
  },
);

const refuses = async (judge: Judge, sequesterCertificate: CertificateChange) => {
  const organization = await judge.organization();
  await judge.twin({
    broken: () => judge.bootstrap(organization, { sequester, sequesterCertificate }),
    refused: 'invalid_certificate',
    valid: () => judge.bootstrap(organization, { sequester }),
  });
};

for (const [signer, name] of [
  ['stranger', 'stranger'],
  ['device', 'device'],
] as const) {
  verifies('sequester_authority_certificate/root-signed', { case: name }, (judge) =>
    refuses(judge, {
      signedBy: signer === 'device' ? judge.cast.person('alice').device.key : judge.cast.signingKey(signer),
    }),
  );
}

for (const [name, fields] of [
  ['type-absent', { type: undefined }],
  ['timestamp-absent', { timestamp: undefined }],
  ['key-absent', { verify_key_der: undefined }],
  ['timestamp-nil', { timestamp: null }],
  ['key-nil', { verify_key_der: null }],
  ['key-empty', { verify_key_der: new Uint8Array() }],
  ['key-no-der', { verify_key_der: Buffer.from('not a key') }],
  ['key-truncated', { verify_key_der: sequester.subarray(0, 100) }],
] satisfies [string, CertificateChange['fields']][]) {
  verifies('sequester_authority_certificate/fields', { case: name }, (judge) => refuses(judge, { fields }));
}
