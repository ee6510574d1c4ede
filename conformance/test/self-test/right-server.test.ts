import { expect, test } from 'vitest';
import { loadChecks } from '../../src/judge/registry.ts';
import { runChecks } from '../support/mutant.ts';

// Harmful checks are tested in faults/.
const checks = (await loadChecks()).filter(
  ({ kind, needs }) => kind === 'server' && needs?.includes('faults') !== true,
);

test('the correct server passes every check', async () => {
  const done = await runChecks(checks, {});
  const red = done.filter(({ outcome }) => ['fail', 'stale', 'flaky', 'notTestable'].includes(outcome));
  expect(red.map(({ check, outcome, message }) => `${check}: ${outcome}: ${message}`)).toEqual([]);
  expect(done.filter(({ outcome }) => outcome === 'pass').length).toBeGreaterThan(1000);
});
