import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NameDigests } from '../../../src/storage/ledger/name-digests.ts';

const namesOf = (names: readonly string[], into = new NameDigests()): NameDigests => {
  for (const name of names) into.add(name);
  return into;
};

test('holds exactly the added names, each counted once, also after packing', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.array(fc.string()), fc.string(), (first, second, other) => {
      const whole = namesOf([...first, ...second]);
      const resumed = namesOf(second, NameDigests.unpack(namesOf(first).pack()));
      const known = new Set([...first, ...second]);
      for (const names of [whole, resumed]) {
        expect(names.size).toBe(known.size);
        for (const name of known) expect(names.has(name)).toBe(true);
        expect(names.has(`${[...known].join()}${other} `)).toBe(false);
      }
      expect(Buffer.compare(resumed.pack(), whole.pack())).toBe(0);
    }),
  );
});

test('each of many names is found, also where names share a slot, and takes 16 bytes', () => {
  const many = Array.from({ length: 50_000 }, (_, number) => `somebody${number}@example.com`);
  const names = NameDigests.unpack(namesOf(many).pack());
  expect(names.size).toBe(many.length);
  expect(many.every((name) => names.has(name))).toBe(true);
  expect(many.some((name) => names.has(name.toUpperCase()))).toBe(false);
  expect(names.pack().length).toBe(16 * many.length + new NameDigests().pack().length);
});

test('adding names to packed ones does not change these', () => {
  const packed = namesOf(['a', 'b']).pack();
  const before = Buffer.from(packed);
  const more = Array.from({ length: 10_000 }, (_, number) => String(number));
  const names = namesOf(more, NameDigests.unpack(packed));
  expect(names.size).toBe(10_002);
  expect(['a', 'b', ...more].every((name) => names.has(name))).toBe(true);
  expect(Buffer.compare(packed, before)).toBe(0);
});

test('bytes that are no packed names are refused', () => {
  const packed = namesOf(['a', 'b']).pack();
  expect(NameDigests.unpack(packed).size).toBe(2);
  for (const bad of [packed.slice(0, -1), packed.slice(0, 100), Buffer.concat([packed, packed])])
    expect(() => NameDigests.unpack(bad)).toThrow(RangeError);
});
