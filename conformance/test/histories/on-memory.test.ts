import { expect, test } from 'vitest';
import { linearizable, type Shown, type Theme, themes } from '../../src/histories/index.ts';
import type { Check } from '../../src/verifies/index.ts';
import { judge } from '../self-test/mutant.ts';

const check = (theme: Theme, shown: Shown[], clients = 8, calls = 30): Check => ({
  id: `durability/linearizable-per-organization#${theme}`,
  requirements: ['durability/linearizable-per-organization'],
  kind: 'server',
  timeout: 30_000,
  body: async (judge) => {
    shown.push(await linearizable(judge, { theme, nodes: [judge], clients, calls, limit: 9 }));
  },
});

test.each(Object.keys(themes) as Theme[])(
  'one order explains what eight clients were answered about %s',
  async (theme) => {
    const shown: Shown[] = [];
    const [done] = await judge([check(theme, shown)], {});
    expect(done?.outcome, done?.message ?? done?.reason).toBe('pass');
    expect(shown.map(({ calls, unanswered }) => [calls, unanswered])).toEqual([[240, 0]]);
  },
);

test.each([
  ['user_create/email-free', 'members'],
  ['user_create/seat-free', 'members'],
  ['user_create/later-than-last', 'members'],
  ['user_update/author-is-admin', 'members'],
  ['user_revoke/revoked-once', 'members'],
  ['device_create/device-id-new', 'members'],
  ['invite_cancel/not-yet-completed', 'invitations'],
  ['invite_new_user/claimer-not-enrolled', 'invitations'],
  ['greeting/attempt-joined', 'greetings'],
  ['greeting/first-cancel-counts', 'greetings'],
] as const)('a server without %s is refused', async (rule, theme) => {
  const [done] = await judge([check(theme, [], 6, 40)], { omit: [rule] });
  console.log(done?.message);
  expect(done?.outcome).toBe('fail');
  expect(done?.message).toMatch(/^no order of th/);
});
