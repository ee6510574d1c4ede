import { expect, test } from 'vitest';
import { linearizable, type Theme } from '../../src/histories/index.ts';
import type { Check } from '../../src/verifies/index.ts';
import { type Fields, judgedBehind, type Lie } from './liar.ts';

const check = (theme: Theme): Check => ({
  id: 'durability/linearizable-per-organization',
  requirements: ['durability/linearizable-per-organization'],
  kind: 'server',
  body: async (judge) => {
    await linearizable(judge, { theme, nodes: [judge], clients: 6, calls: 20 });
  },
});

/** Hands out what it handed out to somebody before, now and then. */
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

/** Tells everybody who ends an invitation that it was his doing. */
const twoWinners: Lie = async (request, truth) => {
  const told = await truth();
  const isLoser = request.cmd === 'invite_cancel' && told?.status === 'invitation_completed';
  return isLoser ? { status: 'ok' } : told;
};

/** Says `ok` to every third device, and forgets it. */
function forgetful(): Lie {
  let asked = 0;
  return (request, truth) => {
    if (request.cmd !== 'device_create') return truth();
    asked += 1;
    return asked % 3 === 0 ? Promise.resolve({ status: 'ok' }) : truth();
  };
}

test.each(['members', 'invitations'] as const)('the truth about %s passes', async (theme) => {
  const done = await judgedBehind((_request, truth) => truth(), check(theme));
  expect(done?.outcome, done?.message ?? done?.reason).toBe('pass');
});

test.each([
  ['members', 'hands out what was so before', stale(), /certificate_get → `ok`: \d+ certificates/],
  [
    'invitations',
    'tells two that they ended one',
    twoWinners,
    /invite_cancel \S+ → `ok`\n +right now: `invitation_completed`/,
  ],
  ['members', 'forgets what it said ok to', forgetful(), /device_create tablet-\d .* → `ok`/],
] as const)('a server of %s that %s is refused, and two calls tell why', async (theme, _what, lie, line) => {
  const done = await judgedBehind(lie, check(theme));
  expect(done?.outcome).toBe('fail');
  const { message = '', observed } = done ?? {};
  expect(observed).toMatch(/^no order for the answers of `\w+`(, `\w+`)?$/);
  expect(message).toMatch(
    /^no order of these 2 calls, one at a time, gives their answers, whatever came of the other \d+:\n/,
  );
  expect(message).toMatch(line);
  for (const part of [
    '├',
    'an order that goes as far as any:',
    'then:',
    'what could come next, and cannot:',
    'right now:',
  ])
    expect(message).toContain(part);
  expect(message.split('\n').length).toBeLessThan(45);
});
