import { verifies } from '../../../src/judge/verifies.ts';
import { refusesBootstrap } from '../../../src/vocabulary/matchers/refuses-bootstrap.ts';

/** No curve point has y = 2: the equation for x has no square root. */
const invalidPoint = Uint8Array.of(2, ...new Uint8Array(31));

verifies(['organization_bootstrap/root-verify-key-length', 'keys/sizes-in-commands'], (judge) => {
  const key = judge.cast.signingKey('root').verifyKey;
  return refusesBootstrap(judge, {
    refused: 415,
    mistakes: {
      '31 bytes': { command: { root_verify_key: key.subarray(0, 31) } },
      '33 bytes': { command: { root_verify_key: Uint8Array.of(...key, 0) } },
    },
  });
});

verifies(['organization_bootstrap/root-verify-key-is-a-point', 'keys/root-key-is-a-point'], (judge) =>
  refusesBootstrap(judge, {
    refused: ['invalid_certificate', 415],
    mistakes: { 'no point of the curve': { command: { root_verify_key: invalidPoint } } },
  }),
);
