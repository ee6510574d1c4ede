import { expect, test } from 'vitest';
import {
  expectLinearizable,
  type HistorySummary,
} from '../../src/faults/concurrent-clients/expect-linearizable.ts';
import { type Theme, themes } from '../../src/faults/concurrent-clients/random-calls.ts';
import type { Check } from '../../src/judge/check.ts';
import { runChecks } from '../support/mutant.ts';

const check = (
  theme: Theme,
  summaries: HistorySummary[],
  how = { clients: 8, calls: 30, limit: 7 as number | null, listens: false },
): Check => ({
  id: `durability/linearizable-per-organization#${theme}`,
  requirements: ['durability/linearizable-per-organization'],
  kind: 'server',
  // A busy machine needs ten times as long as an idle one.
  timeout: 240_000,
  body: async (judge) => {
    summaries.push(
      await expectLinearizable(judge, { theme, nodes: [judge], timeoutMs: 120_000, ...how, round: 1 }),
    );
  },
});

test.each(Object.keys(themes) as Theme[])(
  'one order explains the outcomes of eight clients: %s',
  async (theme) => {
    const summaries: HistorySummary[] = [];
    const [done] = await runChecks([check(theme, summaries)], {});
    expect(done?.outcome, done?.message ?? done?.reason).toBe('pass');
    expect(summaries.map(({ calls, unanswered }) => [calls, unanswered])).toEqual([[240, 0]]);
  },
);

test.each(['members', 'invitations', 'greetings', 'everything'] as const)(
  'the same order explains the events of four listeners: %s',
  async (theme) => {
    const summaries: HistorySummary[] = [];
    const how = { clients: 8, calls: 30, limit: null, listens: true };
    const [done] = await runChecks([check(theme, summaries, how)], {});
    expect(done?.outcome, done?.message ?? done?.reason).toBe('pass');
    const [{ calls, events } = { calls: 0, events: 0 }] = summaries;
    // One more call: the last certificate, by which the listeners end.
    expect(calls).toBe(241);
    expect(events).toBeGreaterThan(40);
  },
);
