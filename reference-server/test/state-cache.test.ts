import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Sightings } from '../src/ledger/sightings.ts';
import { StateCache } from '../src/ledger/state-cache.ts';

interface State {
  weight: number;
}
const cacheOf = (states: number, things = 1_000): StateCache<State> =>
  new StateCache({ states, things }, ({ weight }) => weight);
const names = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, index) => `Org${from + index}`);
const kept = (cache: StateCache<State>, among: readonly string[]): string[] =>
  among.filter((name) => cache.take(name) !== undefined);

test('what comes twice stays while many others come once, and these leave', () => {
  const cache = cacheOf(100);
  const [loyal = '', ...others] = names(61);
  for (const name of [loyal, ...others, loyal])
    if (cache.take(name) === undefined) cache.put(name, { weight: 1 });
  for (const name of names(90, 1_000)) cache.put(name, { weight: 1 });
  expect(kept(cache, [loyal, ...others])).toEqual([loyal]);
  expect(kept(cache, names(90, 1_000))).toEqual(names(16, 1_074));
});

test('of those that stay, the one not used for longest leaves first', () => {
  const cache = cacheOf(4);
  const [first = '', second = '', third = ''] = names(3);
  // A place for one that is new and three that came again.
  for (const round of [1, 2]) for (const name of [first, second, third]) cache.put(name, { weight: round });
  cache.take(first);
  for (const round of [1, 2]) cache.put('Org9', { weight: round });
  expect(kept(cache, [first, second, third, 'Org9'])).toEqual([first, third, 'Org9']);
});

test('what was put last is what is taken, and no more is here than may be, whatever is done', () => {
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
        if (act === 'put') cache.put(name, state);
        if (act === 'put') last.set(name, state);
        if (act === 'forget') cache.forget(name);
        if (act === 'forget') expect(cache.take(name)).toBeUndefined();
        if (act === 'grow' && here !== undefined && cache.holds(name, here)) {
          here.weight = weight;
          cache.grown(name);
        }
        // Who is in use is never let go.
        if (act === 'put') expect(cache.holds(name, state)).toBe(true);
        const found = names(12).flatMap((each) => {
          const there = cache.take(each);
          expect(there === undefined || there === last.get(each)).toBe(true);
          return there ?? [];
        });
        const sum = found.reduce((total, one) => total + one.weight, 0);
        expect(found.length).toBeLessThanOrEqual(Math.max(2, states));
        expect(found.length <= 1 || sum <= 30).toBe(true);
      }
    }),
  );
});

test('a name is remembered until another takes its place', () => {
  const sightings = new Sightings(1);
  expect(sightings.has('Org1')).toBe(false);
  sightings.note('Org1');
  expect([sightings.has('Org1'), sightings.has('Org2')]).toEqual([true, false]);
  sightings.note('Org2');
  expect([sightings.has('Org1'), sightings.has('Org2')]).toEqual([false, true]);
});
