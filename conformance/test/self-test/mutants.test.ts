import { guardedRequirements } from '@parsec-spec/reference-server/core';
import { describe, expect, test } from 'vitest';
import { loadChecks } from '../../src/verifies/index.ts';
import { judge, type Mutant, namingChecks, saw } from './mutant.ts';

const checks = await loadChecks();
const omissions = guardedRequirements.map(
  (requirement): Mutant => ({ name: requirement, requirement, broken: { omit: [requirement] } }),
);

describe('the right server', () => {
  test('has no red', async () => {
    const done = await judge(
      checks.filter(({ kind }) => kind === 'server'),
      {},
    );
    const red = done.filter(({ outcome }) => ['fail', 'stale', 'flaky', 'notTestable'].includes(outcome));
    expect(red.map(({ check, outcome, message }) => `${check}: ${outcome}: ${message}`)).toEqual([]);
    expect(done.filter(({ outcome }) => outcome === 'pass').length).toBeGreaterThan(100);
  });
});

describe('a guard left out is noticed by a check that names its requirement', () => {
  test.each(omissions)('$name', async ({ requirement, broken }) => {
    const naming = namingChecks(checks, requirement);
    expect(
      naming.map(({ id }) => id),
      'no check names this requirement',
    ).not.toEqual([]);
    const done = await judge(naming, broken);
    expect(
      done.filter(saw).map(({ check }) => check),
      done
        .map(({ check, outcome, observed, message }) => `${check}: ${outcome} ${observed ?? message ?? ''}`)
        .join('\n'),
    ).not.toEqual([]);
  });
});
