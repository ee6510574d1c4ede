import { deviceToken } from '../../../src/judge/rpc.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { OpensslKey } from '../../../src/people/keys.ts';
import { smallOrderNonce, withLargeScalar } from '../../../src/people/weak-keys.ts';
import { expectBootstrapped } from '../../../src/vocabulary/observations/organization.ts';

verifies('keys/signatures-interoperate', { case: 'openssl' }, async (judge) => {
  const root = new OpensslKey(judge.random.bytes(32));
  const alice = judge.cast.person('alice').device;
  const device = { ...alice, key: new OpensslKey(alice.key.seed) };
  const { organization, bootstrap } = await judge.under('keys/signatures-interoperate', () =>
    judge.bootstrapped({}, { root, device }),
  );
  await expectBootstrapped(judge, organization.id, bootstrap);
});

// libsodium accepts only an S below the order of the group. S + order satisfies the same equation.
verifies('keys/signatures-strict', { case: 'large-scalar-in-certificate' }, async (judge) => {
  const organization = await judge.organization();
  const signed = (bytes: Uint8Array) =>
    Buffer.concat([withLargeScalar(bytes.subarray(0, 64)), bytes.subarray(64)]);
  await judge.twin({
    broken: () => judge.bootstrap(organization, { userCertificate: { signed } }),
    refused: 'invalid_certificate',
    valid: () => judge.bootstrap(organization),
  });
});

verifies('keys/signatures-strict', { case: 'large-scalar-in-token' }, async (judge) => {
  const { author } = await judge.bootstrapped();
  const call = (change = {}) =>
    judge.rpc.authenticated(
      author,
      { cmd: 'organization_info' },
      { change: { Authorization: `Bearer ${deviceToken(author.device, judge.now(), change)}` } },
    );
  await judge.twin({
    broken: () => call({ signature: withLargeScalar }),
    refused: 403,
    valid: () => call(),
  });
});

verifies('keys/signatures-strict', { case: 'small-order-nonce-in-certificate' }, async (judge) => {
  const organization = await judge.organization();
  const root = judge.cast.signingKey('root');
  const signed = (bytes: Uint8Array) =>
    Buffer.concat([smallOrderNonce(root, bytes.subarray(64)), bytes.subarray(64)]);
  await judge.twin({
    broken: () => judge.bootstrap(organization, { userCertificate: { signed } }),
    refused: 'invalid_certificate',
    valid: () => judge.bootstrap(organization),
  });
});
