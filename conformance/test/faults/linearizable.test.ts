import { expect, test } from 'vitest';
import { type HistorySummary, linearizable } from '../../src/faults/concurrent-clients/linearizable.ts';
import { type Theme, themes } from '../../src/faults/concurrent-clients/workload.ts';
import type { Check } from '../../src/judge/check.ts';
import { judge } from '../self-test/mutant.ts';

const check = (
  theme: Theme,
  summaries: HistorySummary[],
  { rounds, ...how } = {
    rounds: 1,
    clients: 8,
    calls: 30,
    limit: 7 as number | null,
    listens: false,
  },
): Check => ({
  id: `durability/linearizable-per-organization#${theme}`,
  requirements: ['durability/linearizable-per-organization'],
  kind: 'server',
  timeout: 30_000,
  body: async (judge) => {
    // The timing of the calls depends on the machine. Several rounds make it nearly certain that
    // the conflicting calls overlap.
    for (let round = 1; round <= rounds; round += 1)
      summaries.push(await linearizable(judge, { theme, nodes: [judge], timeoutMs: 20_000, ...how, round }));
  },
});

test.each(Object.keys(themes) as Theme[])(
  'one order explains the outcomes of eight clients: %s',
  async (theme) => {
    const summaries: HistorySummary[] = [];
    const [done] = await judge([check(theme, summaries)], {});
    expect(done?.outcome, done?.message ?? done?.reason).toBe('pass');
    expect(summaries.map(({ calls, unanswered }) => [calls, unanswered])).toEqual([[240, 0]]);
  },
);

test.each(['members', 'invitations', 'greetings', 'everything'] as const)(
  'the same order explains the events of four listeners: %s',
  async (theme) => {
    const summaries: HistorySummary[] = [];
    const how = { rounds: 1, clients: 8, calls: 30, limit: null, listens: true };
    const [done] = await judge([check(theme, summaries, how)], {});
    expect(done?.outcome, done?.message ?? done?.reason).toBe('pass');
    const [{ calls, events } = { calls: 0, events: 0 }] = summaries;
    // One more call: the last certificate, by which the listeners end.
    expect(calls).toBe(241);
    expect(events).toBeGreaterThan(40);
  },
);

test.each([
  ['user_create/email-free', 'members', null],
  ['user_create/seat-free', 'members', 7],
  ['user_create/later-than-last', 'members', null],
  ['user_update/author-is-admin', 'members', null],
  ['user_revoke/revoked-once', 'members', null],
  ['device_create/device-id-new', 'members', null],
  ['invite_cancel/not-yet-completed', 'invitations', null],
  ['invite_new_user/claimer-not-enrolled', 'invitations', null],
  ['greeting/attempt-joined', 'greetings', null],
  ['greeting/first-cancel-counts', 'greetings', null],
] as const)('a server without %s fails', async (rule, theme, limit) => {
  const [done] = await judge(
    [check(theme, [], { rounds: 6, clients: 6, calls: 40, limit, listens: false })],
    {
      omit: [rule],
    },
  );
  expect(done?.outcome).toBe('fail');
  expect(done?.message).toMatch(/^no order of \d+ of the /);
});
