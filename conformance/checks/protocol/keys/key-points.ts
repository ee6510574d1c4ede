import { type FoundingFaults, refusesFounding } from '../../../src/case/matchers/refuses-founding.ts';
import { verifies } from '../../../src/case/verifies.ts';
import { SmallOrderKey, smallOrder } from '../../../src/people/weak-keys.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));

/** y = 2 belongs to no point of the curve. The others encode a y that is not below the prime. */
const invalidPoints = {
  'off-curve': hex(`02${'00'.repeat(31)}`),
  'all-ff': hex('ff'.repeat(32)),
};

const { identity, 'order-8-a': eighth } = smallOrder;

/** A bootstrap with each of these keys in one place. */
const each = (
  keys: Readonly<Record<string, Uint8Array>>,
  founding: (key: Uint8Array) => FoundingFaults[string],
): FoundingFaults => Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, founding(key)]));

verifies(['keys/root-key-is-a-point', 'organization_bootstrap/root-verify-key-is-a-point'], (judge) =>
  refusesFounding(judge, {
    faults: each(invalidPoints, (root_verify_key) => ({ command: { root_verify_key } })),
    refused: ['invalid_certificate', 415],
  }),
);

verifies(
  'keys/root-key-not-small-order',
  { why: 'Anyone can make a valid signature under such a key.' },
  (judge) =>
    refusesFounding(judge, {
      faults: each(smallOrder, (point) => ({ root: new SmallOrderKey(point, judge.random.bytes(32)) })),
      refused: ['invalid_certificate', 415],
    }),
);

verifies('keys/device-key-is-a-point', (judge) =>
  refusesFounding(judge, {
    faults: each({ ...invalidPoints, identity, 'order-8': eighth }, (verify_key) => ({
      deviceFields: { verify_key },
    })),
  }),
);
