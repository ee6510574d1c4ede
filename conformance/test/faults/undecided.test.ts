import { expect, test } from 'vitest';
import {
  expectLinearizable,
  type HistorySummary,
} from '../../src/faults/concurrent-clients/expect-linearizable.ts';
import type { Check } from '../../src/judge/check.ts';
import { runChecks } from '../support/mutant.ts';

test.each([
  ['ends a check without a verdict', 0, 'notTestable', 2],
  ['does not occur with the default budget', undefined, 'pass', 0],
] as const)('an undecided search %s', async (_, steps, outcome, repetitions) => {
  const summaries: HistorySummary[] = [];
  const check: Check = {
    id: 'durability/linearizable-per-organization#undecided',
    requirements: ['durability/linearizable-per-organization'],
    kind: 'server',
    timeout: 30_000,
    body: async (judge) => {
      const options = { theme: 'members', nodes: [judge], clients: 4, calls: 10 } as const;
      summaries.push(await expectLinearizable(judge, steps === undefined ? options : { ...options, steps }));
    },
  };
  const [done] = await runChecks([check], {});
  expect(done?.outcome, done?.message ?? done?.reason).toBe(outcome);
  expect(done?.notes.filter((note) => note.includes('called again'))).toHaveLength(repetitions);
  expect(summaries).toHaveLength(outcome === 'pass' ? 1 : 0);
});
