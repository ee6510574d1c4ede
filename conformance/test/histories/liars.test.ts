import { expect, test } from 'vitest';
import { linearizable, type Theme } from '../../src/histories/index.ts';
import type { Check } from '../../src/verifies/index.ts';
import { type Fields, judgedBehind, type Lie } from './liar.ts';

const check = (theme: Theme): Check => ({
  id: 'durability/linearizable-per-organization',
  requirements: ['durability/linearizable-per-organization'],
  kind: 'server',
  body: async (judge) => {
    // The timing of the calls depends on the machine, so several rounds ensure that the wrong reply
    // is sent.
    for (const round of [1, 2, 3, 4])
      await linearizable(judge, { theme, nodes: [judge], clients: 6, calls: 20, round });
  },
});

/** Sometimes replays a reply that an earlier caller received. */
function stale(): Lie {
  let known: Fields | undefined;
  let asked = 0;
  return async (request, truth) => {
    if (request.cmd !== 'certificate_get') return truth();
    asked += 1;
    if (asked % 6 === 0 && known?.status === 'ok') return known;
    const told = await truth();
    known ??= told;
    return told;
  };
}

/** Tells every caller that ends an invitation that its own request succeeded. */
const twoWinners: Lie = async (request, truth) => {
  const told = await truth();
  const isLoser =
    (request.cmd === 'invite_cancel' && told?.status === 'invitation_completed') ||
    (request.cmd === 'invite_complete' && told?.status === 'invitation_cancelled');
  return isLoser ? { status: 'ok' } : told;
};

/** Answers `ok` to every third device creation and does not store it. */
function forgetful(): Lie {
  let asked = 0;
  return (request, truth) => {
    if (request.cmd !== 'device_create') return truth();
    asked += 1;
    return asked % 3 === 0 ? Promise.resolve({ status: 'ok' }) : truth();
  };
}

test.each(['members', 'invitations'] as const)('correct answers about %s pass', async (theme) => {
  const done = await judgedBehind((_request, truth) => truth(), check(theme));
  expect(done?.outcome, done?.message ?? done?.reason).toBe('pass');
});

test.each([
  [
    'members',
    'hands out what was so before',
    stale(),
    /certificate_get → ok certificates=\d+/,
    /^certificate_get → ok/,
  ],
  [
    'invitations',
    'tells two that they ended one',
    twoWinners,
    /invite_(cancel|complete) token=\S+ → ok\n +expected: \w+/,
    /^(invite_(cancel|complete) → ok|a write → ok beside user_)/,
  ],
  [
    'members',
    'forgets what it said ok to',
    forgetful(),
    /device_create .*device=tablet-\d → ok/,
    /device_create → ok/,
  ],
] as const)(
  'a server of %s that %s fails with at most two contradicting calls',
  async (theme, _what, lie, line, name) => {
    const done = await judgedBehind(lie, check(theme));
    expect(done?.outcome).toBe('fail');
    const { message = '', observed } = done ?? {};
    expect(observed).toMatch(name);
    expect(message).toMatch(
      /^no order of [12] of the \d+ calls explains their outcomes, whatever the others did:\n/,
    );
    expect(message).toMatch(line);
    for (const part of ['├', 'expected: ']) expect(message).toContain(part);
    expect(message.split('\n').length).toBeLessThan(45);
  },
);
