import { expect, onTestFinished, test } from 'vitest';
import { expectLinearizable } from '../../src/faults/concurrent-clients/expect-linearizable.ts';
import type { Check } from '../../src/judge/check.ts';
import { runChecks } from '../support/mutant.ts';

test('an error of `midway` fails the check, and is not an unhandled rejection', async () => {
  const unhandled: unknown[] = [];
  const notice = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', notice);
  onTestFinished(() => void process.off('unhandledRejection', notice));
  const check: Check = {
    id: 'durability/linearizable-per-organization#failing-midway',
    requirements: ['durability/linearizable-per-organization'],
    kind: 'server',
    timeout: 30_000,
    body: async (judge) => {
      const midway = () => Promise.reject(new Error('the engine does not kill'));
      await expectLinearizable(judge, { theme: 'members', nodes: [judge], clients: 2, calls: 20, midway });
    },
  };
  const [done] = await runChecks([check], {});
  expect([done?.outcome, done?.message]).toEqual([
    'fail',
    expect.stringContaining('the engine does not kill'),
  ]);
  expect(unhandled).toEqual([]);
});
