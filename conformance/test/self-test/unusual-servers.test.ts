import { expect, test } from 'vitest';
import { loadChecks } from '../../src/judge/registry.ts';
import { drawn } from '../support/drawn.ts';
import { runChecks } from '../support/mutant.ts';
import { unusualServer, unusualStreams } from './unusual-servers.ts';

// Harmful checks start servers from a deployment recipe, which none of these has.
const checks = (await loadChecks()).filter(
  ({ kind, needs }) =>
    kind === 'server' && needs?.includes('faults') !== true && needs?.includes('slow') !== true,
);

const servers = [
  ['a right server unlike ours', unusualServer, checks, 1000],
  [
    'one with heads and streams of its own',
    unusualStreams,
    checks.filter(({ needs }) => needs?.includes('events')),
    50,
  ],
] as const;

test.each(drawn(servers, ([name]) => name))(
  '%s is not reported as wrong',
  async (_, manners, asked, least) => {
    const done = await runChecks(asked, { mutants: manners });
    const red = done.filter(({ outcome }) => !['pass', 'notApplicable'].includes(outcome));
    expect(red.map(({ check, outcome, message }) => `${check}: ${outcome}: ${message}`)).toEqual([]);
    expect(done.filter(({ outcome }) => outcome === 'pass').length).toBeGreaterThan(least);
  },
);
