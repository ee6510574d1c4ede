import { expect, test } from 'vitest';
import { goals } from '../src/report/goals.ts';
import type { Results } from '../src/results.ts';
import { exampleResults as example } from './support/example-results.ts';

test('figures that meet each goal are reported as met', () => {
  expect(goals(example).map(({ met }) => met)).toEqual([true, true, true, true]);
});

test('a ratio compares medians with the named server', () => {
  expect(goals(example)[0]).toMatchObject({
    what: 'authenticated call, parsec-spec, SQLite against parsec-cloud, memory',
    wanted: 'at least 5.00×',
    seen: '7.33×',
  });
});

test('a slow server misses only the goal of that load', () => {
  const slow = example.loads.bootstrap?.['cloud-postgres'];
  const changed: Results = {
    ...example,
    loads: {
      ...example.loads,
      bootstrap: { ...example.loads.bootstrap, ...(slow && { 'ours-sqlite': slow }) },
    },
  };
  const missed = goals(changed).filter(({ met }) => met === false);
  expect(missed.map(({ what }) => what)).toEqual([
    'bootstrap, parsec-spec, SQLite against parsec-cloud, memory',
  ]);
});

test('a goal without a figure is neither met nor missed', () => {
  const { 'cloud-memory': _, ...rest } = example.loads.call ?? {};
  const [call] = goals({ ...example, loads: { ...example.loads, call: rest } });
  expect(call).toMatchObject({ seen: 'not measured', met: undefined });
});
