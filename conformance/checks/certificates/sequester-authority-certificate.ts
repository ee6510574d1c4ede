import { verifies } from '../../src/judge/verifies.ts';
import { sequesterAuthorityDer } from '../../src/people/cast.ts';
import { refusesBootstrap } from '../../src/vocabulary/matchers/refuses-bootstrap.ts';
import { certificatesOf } from '../../src/vocabulary/observations/organization.ts';

const sequester = sequesterAuthorityDer;

verifies(
  ['sequester_authority_certificate/fields', 'sequester_authority_certificate/root-signed'],
  async (judge) => {
    const { author, bootstrap } = await judge.bootstrapped({}, { sequester });
    const certificates = (await certificatesOf(judge, author)).sequester;
    judge.expect.equal(certificates.length, 1, 'number of sequester certificates');
    const root = bootstrap.root.verifyKey;
    const authority = judge.expect.certificate(certificates[0], root, 'the authority certificate');
    const expected = {
      type: 'sequester_authority_certificate',
      timestamp: bootstrap.at,
      verify_key_der: sequester,
    };
    judge.expect.equal(authority, expected, 'content of the authority certificate');
  },
);

for (const signer of ['stranger', 'device'] as const) {
  verifies('sequester_authority_certificate/root-signed', { case: signer }, (judge) => {
    const signedBy =
      signer === 'device' ? judge.cast.person('alice').device.key : judge.cast.signingKey(signer);
    const mistakes = { [signer]: { sequesterCertificate: { signedBy } } };
    return refusesBootstrap(judge, { mistakes, honest: { sequester } });
  });
}
