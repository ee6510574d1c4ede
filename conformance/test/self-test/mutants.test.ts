import { guardedRequirements } from '@parsec-spec/reference-server/core';
import { describe, expect, test, vi } from 'vitest';
import { loadMutants } from '../../self-test/load-mutants.ts';
import { loadChecks } from '../../src/verifies/index.ts';
import { judge, type Mutant, namingChecks, saw } from './mutant.ts';
import { excused, whySilent } from './why-silent.ts';

// A mutant is mostly waited for: more of them at once take less time than the default of 5.
vi.setConfig({ maxConcurrency: 24 });

const checks = await loadChecks();
// What does harm has broken servers of its own: faults/.
const serverChecks = checks.filter(
  ({ kind, needs }) => kind === 'server' && needs?.includes('faults') !== true,
);
const omissions = guardedRequirements.map(
  (requirement): Mutant => ({ name: requirement, requirement, broken: { omit: [requirement] } }),
);
const mutants = (await loadMutants()).map(
  (one): Mutant => ({ name: one.name, requirement: one.requirement, broken: { distort: [one] } }),
);
/** Checks that saw at least one broken server as one. */
const noticing = new Set<string>();

/** Judges a broken server by the checks that name what it breaks; one of them must see it. Most of it is waiting: several are judged at once. */
async function noticed({ requirement, broken }: Mutant): Promise<void> {
  const naming = namingChecks(checks, requirement);
  expect(
    naming.map(({ id }) => id),
    'no check names this requirement',
  ).not.toEqual([]);
  const done = await judge(naming, broken);
  const seen = done.filter(saw).map(({ check }) => check);
  for (const id of seen) noticing.add(id);
  const all = done.map(
    ({ check, outcome, observed, message }) => `${check}: ${outcome} ${observed ?? message ?? ''}`,
  );
  expect(seen, all.join('\n')).not.toEqual([]);
}

describe('the right server', () => {
  test('has no red', { timeout: 300_000 }, async () => {
    const done = await judge(serverChecks, {});
    const red = done.filter(({ outcome }) => ['fail', 'stale', 'flaky', 'notTestable'].includes(outcome));
    expect(red.map(({ check, outcome, message }) => `${check}: ${outcome}: ${message}`)).toEqual([]);
    expect(done.filter(({ outcome }) => outcome === 'pass').length).toBeGreaterThan(1000);
  });
});

describe('a guard left out is noticed by a check that names its requirement', () => {
  test.concurrent.each(omissions)('$name', noticed);
});

describe('a mutant is noticed by a check that names its requirement', () => {
  test('there are more than 500 of them', () => {
    expect(mutants.length).toBeGreaterThan(500);
  });

  test.concurrent.each(mutants)('$name', noticed);
});

describe('a check that noticed no broken server', () => {
  test('is listed with the reason, and no other is', () => {
    const silent = serverChecks.filter(({ id }) => !noticing.has(id));
    expect(silent.filter((check) => whySilent(check) === undefined).map(({ id }) => id)).toEqual([]);
    // Whether a race is lost to a broken server may differ from run to run: an excuse may go unused, but not its requirement.
    const named = new Set<string>(serverChecks.flatMap(({ requirements }) => requirements));
    expect(excused.filter((id) => !named.has(id))).toEqual([]);
  });
});
