import { type FoundingFaults, refusesFounding } from '../../../src/case/matchers/refuses-founding.ts';
import { verifies } from '../../../src/case/verifies.ts';
import { SmallOrderKey } from '../../../src/people/weak-keys.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));

/** y = 2 belongs to no point of the curve. The others encode a y that is not below the prime. */
const invalidPoints = {
  'off-curve': hex(`02${'00'.repeat(31)}`),
  'all-ff': hex('ff'.repeat(32)),
};

/** Every encoding of the eight points whose order divides 8 that some library accepts. */
const smallOrder = {
  identity: hex(`01${'00'.repeat(31)}`),
  'order-2': hex(`ec${'ff'.repeat(30)}7f`),
  'order-4': hex('00'.repeat(32)),
  'order-4-negative': hex(`${'00'.repeat(31)}80`),
  'order-8-a': hex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'),
  'order-8-a-negative': hex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85'),
  'order-8-b': hex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'),
  'order-8-b-negative': hex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa'),
  'identity-negative': hex(`01${'00'.repeat(30)}80`),
  'order-2-negative': hex(`ec${'ff'.repeat(31)}`),
  'zero-as-prime': hex(`ed${'ff'.repeat(30)}7f`),
  'one-as-prime-and-one': hex(`ee${'ff'.repeat(30)}7f`),
};

const { identity, 'order-8-a': eighth } = smallOrder;

/** A bootstrap with each of these keys in one place. */
const each = (
  keys: Readonly<Record<string, Uint8Array>>,
  founding: (key: Uint8Array) => FoundingFaults[string],
): FoundingFaults => Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, founding(key)]));

verifies('keys/root-key-is-a-point', (judge) =>
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
