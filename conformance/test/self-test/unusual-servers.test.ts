import { expect, test } from 'vitest';
import { loadChecks } from '../../src/verifies/index.ts';
import { judge } from './mutant.ts';
import { unusualServers } from './unusual-servers.ts';

// What does harm starts servers by a recipe, which none of these has.
const checks = (await loadChecks()).filter(
  ({ kind, needs }) =>
    kind === 'server' && needs?.includes('faults') !== true && needs?.includes('slow') !== true,
);

test.each(unusualServers.map((manners) => ({ manners, name: manners.map((each) => each.name).join(', ') })))(
  '$name: not wrong',
  { timeout: 300_000 },
  async ({ manners }) => {
    const done = await judge(checks, { distort: manners });
    const red = done.filter(({ outcome }) => !['pass', 'notApplicable'].includes(outcome));
    expect(red.map(({ check, outcome, message }) => `${check}: ${outcome}: ${message}`)).toEqual([]);
    expect(done.filter(({ outcome }) => outcome === 'pass').length).toBeGreaterThan(1000);
  },
);
