import { expect, test } from 'vitest';
import { loadMutants } from '../../self-test/load-mutants.ts';
import {
  expectLinearizable,
  type LinearizableOptions,
} from '../../src/faults/concurrent-clients/expect-linearizable.ts';
import type { Theme } from '../../src/faults/concurrent-clients/random-calls.ts';
import type { Check } from '../../src/judge/check.ts';
import { drawn } from '../support/drawn.ts';
import { type Mutant, runChecks } from '../support/mutant.ts';

// The timing of the calls depends on the machine. Several rounds make it nearly certain that the
// conflicting calls overlap.
const check = (
  theme: Theme,
  rounds: number,
  how: Pick<LinearizableOptions, 'clients' | 'calls' | 'limit' | 'listens' | 'strict'>,
): Check => ({
  id: `durability/linearizable-per-organization#${theme}`,
  requirements: ['durability/linearizable-per-organization'],
  kind: 'server',
  timeout: 60_000,
  body: async (judge) => {
    for (let round = 1; round <= rounds; round += 1)
      await expectLinearizable(judge, { theme, nodes: [judge], ...how, round });
  },
});

const rules = [
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
] as const;

test.each(drawn(rules, ([rule]) => rule))('a server without %s fails', async (rule, theme, limit) => {
  const how = { clients: 6, calls: 40, limit, listens: false };
  const [done] = await runChecks([check(theme, 6, how)], { omit: [rule] });
  expect(done?.outcome).toBe('fail');
  expect(done?.message).toMatch(/^no order of \d+ of the /);
});

const mutants = await loadMutants();
const mutant = (name: string): Mutant['broken'] => {
  const found = mutants.filter((one) => one.name === name);
  expect(found.length, name).toBe(1);
  return { mutants: found };
};

const accesses = [
  ['freezes', 'serves frozen users', { omit: ['authentication/frozen-is-462'] }, /a call → served/],
  ['expiry', 'serves expired organizations', { omit: ['authentication/expired-is-460'] }, /expired/],
] as const;

test.each(drawn(accesses, ([, , { omit }]) => omit[0]))(
  '%s: a server that %s fails',
  async (theme, _what, broken, name) => {
    // There are no listeners, because a freeze or an expiry ends event streams.
    const how = { clients: 6, calls: 40, listens: false, strict: true };
    const [done] = await runChecks([check(theme, 4, how)], broken);
    expect(done?.outcome, done?.reason).toBe('fail');
    expect(done?.observed).toMatch(name);
  },
);

/** The name of a contradiction that could not be shrunk. This can happen on a busy machine. */
const unshrunkName = 'more than 6 kinds of calls';

const events = [
  ['members', 'events_listen/certificate-event', 'not-to-the-author', /COMMON_CERTIFICATE/],
  ['members', 'events_listen/refused-command-is-silent', 'told', /COMMON_CERTIFICATE heard/],
  ['invitations', 'events_listen/invitation-event', 'silent', /INVITATION/],
  ['invitations', 'events_listen/invitation-audience', 'everybody', /INVITATION/],
  ['invitations', 'events_listen/invitation-cancelled-event', 'silent', /INVITATION/],
  ['invitations', 'events_listen/invitation-finished-event', 'silent', /INVITATION/],
  ['greetings', 'events_listen/attempt-ready-event', 'silent', /GREETING_ATTEMPT/],
  ['greetings', 'events_listen/attempt-joined-event', 'silent', /GREETING_ATTEMPT/],
  ['greetings', 'events_listen/attempt-cancelled-event', 'silent', /GREETING_ATTEMPT/],
] as const;

test.each(drawn(events, ([, requirement]) => requirement))(
  '%s: a server that breaks %s, %s, fails',
  async (theme, requirement, variant, name) => {
    const how = { clients: 6, calls: theme === 'greetings' ? 30 : 40, listens: true, strict: true };
    const [done] = await runChecks([check(theme, 4, how)], mutant(`${requirement}#${variant}`));
    expect(done?.outcome, done?.reason).toBe('fail');
    expect(done?.observed).toMatch(new RegExp(`${name.source}|${unshrunkName}`));
  },
);
