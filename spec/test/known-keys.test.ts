import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode, encode } from '../src/codec/index.ts';

test('keys are read as they were written, whichever were read before', () => {
  // Few letters, so that many keys fall on the same place; letters beyond ASCII, and keys too long to be known.
  const key = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', 'b', '\u007f', 'é', '\u0000'), maxLength: 34 }),
    fc.constantFrom('organization_id', 'organization_iC', 'cmd', ''),
  );
  fc.assert(
    fc.property(fc.array(fc.dictionary(key, fc.integer()), { maxLength: 20 }), (objects) => {
      for (const object of objects) expect({ ...(decode(encode(object)) as object) }).toEqual({ ...object });
    }),
    { numRuns: 300 },
  );
});

test('keys of the same sum are told apart', () => {
  const [one, other] = ['ab', 'bC'];
  const sum = (key: string): number => 31 * key.charCodeAt(0) + key.charCodeAt(1);
  expect(sum(one)).toBe(sum(other));
  for (const name of [one, other, one])
    expect(Object.keys(decode(encode({ [name]: 1 })) as object)).toEqual([name]);
});

test('a key that ends too early is refused, also where it is known', () => {
  const bytes = encode({ organization_id: 1 });
  expect({ ...(decode(bytes) as object) }).toEqual({ organization_id: 1 });
  for (let cut = 1; cut < bytes.length; cut++)
    expect(() => decode(bytes.subarray(0, cut))).toThrow(expect.objectContaining({ code: 'truncated' }));
});
