import { isDeepStrictEqual } from 'node:util';
import { DateTime, encode, Uuid } from '@parsec-spec/spec/codec';
import { absentOrganization } from '@parsec-spec/spec/records';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packState, unpackState } from '../../../src/storage/ledger/pack-state.ts';
import { organizationSnapshots } from '../../../src/storage/ledger/snapshot-codecs.ts';

const leaf = fc.oneof(
  fc.constantFrom(null, undefined, true, 0, -1, 2n ** 64n - 1n, '', 'é'),
  fc.uint8Array({ maxLength: 80 }),
  fc.nat().map((millis) => DateTime.ofMillis(millis)),
  fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Uuid.of(bytes)),
);
const name = fc.constantFrom('a', 'b', '__proto__', 'constructor', '1', 'a\0b', '');
const { state } = fc.letrec((tie) => ({
  state: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('state'), { maxLength: 4 }),
    fc.array(fc.record({ a: tie('state'), b: leaf }, { noNullPrototype: true }), { maxLength: 4 }),
    fc.dictionary(name, tie('state'), { maxKeys: 4, noNullPrototype: true }),
    fc.array(fc.tuple(name, tie('state')), { maxLength: 4 }).map((entries) => new Map(entries)),
    fc.array(name, { maxLength: 4 }).map((names) => new Set(names)),
  ),
}));

test('any state is read as it was written', () => {
  fc.assert(
    fc.property(state, (value) => {
      const packed = packState({ value });
      // Matchers of the test runner look at a field named `constructor`.
      expect(isDeepStrictEqual(unpackState(packed), { value })).toBe(true);
      expect(Buffer.compare(packState(unpackState(packed) as object), packed)).toBe(0);
    }),
    { numRuns: 500 },
  );
});

test('bytes of another form are refused', () => {
  const [LIST, TABLE, OBJECT, REPEATED] = [0, 1, 4, 6];
  expect(unpackState(encode([REPEATED, 2, 'a']))).toEqual(['a', 'a']);
  expect(unpackState(encode([OBJECT, ['a'], [LIST, 1]]))).toEqual({ a: 1 });
  expect(unpackState(encode([TABLE, ['a', 'b'], [LIST, 1, 2], [LIST, 3, 4]]))).toEqual([
    { a: 1, b: 3 },
    { a: 2, b: 4 },
  ]);
  for (const other of [[7, 1], [OBJECT, ['a'], 1], [TABLE, ['a'], 1], [OBJECT, 'a', [LIST]], []]) {
    expect(() => unpackState(encode(other))).toThrow();
  }
});

test('a snapshot keeps the state of each record kind, and one without it gets the initial state', () => {
  const { users: _, ...older } = absentOrganization('Org');
  const notes = new Set(['x']);
  const snapshot = packState({ ...older, version: 7, notes });
  expect(organizationSnapshots.read(snapshot)).toEqual({ ...absentOrganization('Org'), version: 7, notes });
});
