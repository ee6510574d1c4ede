import { expect, test } from 'vitest';
import { loadMutants } from '../../self-test/load-mutants.ts';
import { linearizable } from '../../src/faults/concurrent-clients/linearizable.ts';
import type { Theme } from '../../src/faults/concurrent-clients/workload.ts';
import type { Check } from '../../src/judge/check.ts';
import { judge, type Mutant } from '../self-test/mutant.ts';

const check = (theme: Theme): Check => ({
  id: `durability/linearizable-per-organization#${theme}`,
  requirements: ['durability/linearizable-per-organization'],
  kind: 'server',
  timeout: 60_000,
  body: async (judge) => {
    // There are no listeners in these themes, because a freeze or an expiry ends event streams.
    const listens = theme !== 'freezes' && theme !== 'expiry';
    for (const round of [1, 2, 3, 4])
      await linearizable(judge, {
        theme,
        nodes: [judge],
        clients: 6,
        calls: theme === 'greetings' ? 30 : 40,
        listens,
        strict: true,
        round,
      });
  },
});

const mutants = await loadMutants();
const mutant = (name: string): Mutant['broken'] => {
  const found = mutants.filter((one) => one.name === name);
  expect(found.length, name).toBe(1);
  return { mutants: found };
};

test.each([
  ['freezes', 'serves frozen users', { omit: ['authentication/frozen-is-462'] }, /a call → served/],
  ['expiry', 'serves expired organizations', { omit: ['authentication/expired-is-460'] }, /expired/],
] as const)('%s: a server that %s fails', async (theme, _what, broken, name) => {
  const [done] = await judge([check(theme)], broken);
  expect(done?.outcome, done?.reason).toBe('fail');
  expect(done?.observed).toMatch(name);
});

/** The name of a contradiction that could not be shrunk. This can happen on a busy machine. */
const unshrunkName = 'more than 6 kinds of calls';

test.each([
  ['members', 'events_listen/certificate-event', 'not-to-the-author', /COMMON_CERTIFICATE/],
  ['members', 'events_listen/refused-command-is-silent', 'told', /COMMON_CERTIFICATE heard/],
  ['invitations', 'events_listen/invitation-event', 'silent', /INVITATION/],
  ['invitations', 'events_listen/invitation-audience', 'everybody', /INVITATION/],
  ['invitations', 'events_listen/invitation-cancelled-event', 'silent', /INVITATION/],
  ['invitations', 'events_listen/invitation-finished-event', 'silent', /INVITATION/],
  ['greetings', 'events_listen/attempt-ready-event', 'silent', /GREETING_ATTEMPT/],
  ['greetings', 'events_listen/attempt-joined-event', 'silent', /GREETING_ATTEMPT/],
  ['greetings', 'events_listen/attempt-cancelled-event', 'silent', /GREETING_ATTEMPT/],
] as const)('%s: a server that breaks %s, %s, fails', async (theme, requirement, how, name) => {
  const [done] = await judge([check(theme)], mutant(`${requirement}#${how}`));
  expect(done?.outcome, done?.reason).toBe('fail');
  expect(done?.observed).toMatch(new RegExp(`${name.source}|${unshrunkName}`));
});
