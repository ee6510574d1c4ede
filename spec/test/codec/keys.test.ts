import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode, encode } from '../../src/codec/index.ts';

test('keys are read as they were written', () => {
  // Letters beyond ASCII, and keys of more than 31 bytes, which have another header.
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

test('a key that ends too early is refused', () => {
  const bytes = encode({ organization_id: 1 });
  expect({ ...(decode(bytes) as object) }).toEqual({ organization_id: 1 });
  for (let cut = 1; cut < bytes.length; cut++)
    expect(() => decode(bytes.subarray(0, cut))).toThrow(expect.objectContaining({ code: 'truncated' }));
});
