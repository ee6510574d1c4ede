import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StateCache } from '../../../src/storage/ledger/state-cache.ts';

interface State {
  weight: number;
}
const cacheOf = (states: number, things = 1_000): StateCache<State> =>
  new StateCache({ states, things }, ({ weight }) => weight);
const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `Org${index}`);
const kept = (cache: StateCache<State>, among: readonly string[]): string[] =>
  among.filter((name) => cache.take(name) !== undefined);

test('the least recently used state is evicted first', () => {
  const cache = cacheOf(3);
  for (const name of ['Org0', 'Org1', 'Org2']) cache.put(name, { weight: 1 });
  cache.take('Org0');
  cache.put('Org3', { weight: 1 });
  expect(kept(cache, names(4))).toEqual(['Org0', 'Org2', 'Org3']);
});

test('a state that has grown in place is weighed again and evicts others', () => {
  const cache = cacheOf(10, 10);
  const growing = { weight: 1 };
  cache.put('Org0', growing);
  cache.put('Org1', { weight: 5 });
  growing.weight = 8;
  cache.grown('Org0');
  expect(kept(cache, names(2))).toEqual(['Org0']);
});

test('a state above the bound stays until another one is used', () => {
  const cache = cacheOf(10, 10);
  cache.put('Org0', { weight: 99 });
  expect(kept(cache, names(1))).toEqual(['Org0']);
  cache.put('Org1', { weight: 1 });
  expect(kept(cache, names(2))).toEqual(['Org1']);
});

test('a state without weight can be kept in a cache without room', () => {
  const cache = cacheOf(1, 0);
  cache.put('Org0', { weight: 0 });
  expect(kept(cache, names(1))).toEqual(['Org0']);
});

test('take gives the last state put, and the bounds hold after any sequence of calls', () => {
  const step = fc.record({
    name: fc.constantFrom(...names(12)),
    act: fc.constantFrom('put', 'take', 'grow', 'forget'),
    weight: fc.integer({ min: 0, max: 9 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), fc.integer({ min: 1, max: 8 }), (steps, states) => {
      const cache = cacheOf(states, 30);
      const last = new Map<string, State>();
      for (const { name, act, weight } of steps) {
        const state = { weight };
        const here = last.get(name);
        if (act === 'put') {
          cache.put(name, state);
          last.set(name, state);
          expect(cache.holds(name, state)).toBe(true);
        }
        if (act === 'forget') {
          cache.forget(name);
          expect(cache.take(name)).toBeUndefined();
        }
        if (act === 'grow' && here !== undefined && cache.holds(name, here)) {
          here.weight = weight;
          cache.grown(name);
          expect(cache.holds(name, here)).toBe(true);
        }
        const found = names(12).flatMap((each) => {
          const there = cache.take(each);
          expect(there === undefined || there === last.get(each)).toBe(true);
          return there ?? [];
        });
        const sum = found.reduce((total, one) => total + one.weight, 0);
        expect(found.length).toBeLessThanOrEqual(states);
        expect(found.length <= 1 || sum <= 30).toBe(true);
      }
    }),
  );
});
