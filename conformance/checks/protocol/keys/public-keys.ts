import { verifies } from '../../../src/judge/verifies.ts';
import { SmallOrderKey, smallOrder } from '../../../src/people/weak-keys.ts';
import {
  type BootstrapChanges,
  refusesBootstrap,
} from '../../../src/vocabulary/matchers/refuses-bootstrap.ts';

/** A key, shortened or extended to a length. */
const sized = (key: Uint8Array, length: number): Uint8Array =>
  Buffer.concat([key, Buffer.alloc(Math.max(0, length - key.length))]).subarray(0, length);

const lengths = [31, 33, 0, 64];

/** Builds a part from a key of each of these lengths. */
const ofLengths = <Part>(key: Uint8Array, part: (key: Uint8Array) => Part): Record<string, Part> =>
  Object.fromEntries(lengths.map((length) => [`a key of ${length} bytes`, part(sized(key, length))]));

verifies(
  ['keys/sizes-in-commands', 'organization_bootstrap/root-verify-key-length'],
  { case: 'root-key' },
  (judge) => {
    const { verifyKey } = judge.cast.signingKey('root');
    const mistakes = ofLengths(verifyKey, (root_verify_key) => ({ command: { root_verify_key } }));
    return refusesBootstrap(judge, { mistakes, refused: 415 });
  },
);

const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));

/** y = 2 belongs to no point of the curve. The others encode a y that is not below the prime. */
const invalidPoints = {
  'off-curve': hex(`02${'00'.repeat(31)}`),
  'all-ff': hex('ff'.repeat(32)),
};

/** A bootstrap with each of these keys in one place. */
const each = (
  keys: Readonly<Record<string, Uint8Array>>,
  bootstrap: (key: Uint8Array) => BootstrapChanges[string],
): BootstrapChanges => Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, bootstrap(key)]));

verifies(['keys/root-key-is-a-point', 'organization_bootstrap/root-verify-key-is-a-point'], (judge) =>
  refusesBootstrap(judge, {
    mistakes: each(invalidPoints, (root_verify_key) => ({ command: { root_verify_key } })),
    refused: ['invalid_certificate', 415],
  }),
);

verifies(
  'keys/root-key-not-small-order',
  { why: 'Anyone can make a valid signature under such a key.' },
  (judge) =>
    refusesBootstrap(judge, {
      mistakes: each(smallOrder, (point) => ({ root: new SmallOrderKey(point, judge.random.bytes(32)) })),
      refused: ['invalid_certificate', 415],
    }),
);
