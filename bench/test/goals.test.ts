import { expect, test } from 'vitest';
import { goals, share } from '../src/report/goals.ts';
import type { Results } from '../src/results/results.ts';
import { exampleResults as example } from './example-results.ts';

test('each goal is met by figures that meet it', () => {
  expect(goals(example).map(({ met }) => met)).toEqual(goals(example).map(() => true));
  expect(goals(example)).toHaveLength(8);
});

test('a ratio is that of the middle rates, against the real server on PostgreSQL', () => {
  expect(goals(example)[0]).toMatchObject({ wanted: 'at least 5.00×', seen: '12.2×' });
});

test('a server that is too slow misses its goals, and nothing else', () => {
  const slow = example.loads.users?.['cloud-postgres'];
  const changed: Results = {
    ...example,
    loads: { ...example.loads, users: { ...example.loads.users, ...(slow && { 'ours-sqlite': slow }) } },
  };
  const missed = goals(changed).filter(({ met }) => met === false);
  expect(missed.map(({ what }) => what)).toEqual(['user creation, against parsec-cloud on PostgreSQL']);
});

test('what was not measured is neither met nor missed', () => {
  const { 'cloud-postgres': _, ...rest } = example.loads.call ?? {};
  const [call] = goals({ ...example, loads: { ...example.loads, call: rest } });
  expect(call).toMatchObject({ seen: 'not measured', met: undefined });
});

test('the limit is told by the library in use and by OpenSSL, which leave different shares', () => {
  const shares = goals(example).filter(({ what }) => what.startsWith('share of'));
  expect(shares.map(({ what, seen }) => [/ by (.*),/.exec(what)?.[1], seen])).toEqual([
    ['the library in use', '61 %'],
    ['OpenSSL', '122 %'],
  ]);
});

test('the share of the limit counts every signature that a request obliges to verify', () => {
  expect(share(example, 'bootstrap', 'ours-sqlite', 4)).toBeCloseTo((1_600 * 4) / 18_000);
});
