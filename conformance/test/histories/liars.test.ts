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

const honest: Lie = (_request, truth) => truth();

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

test.each([
  ['members', 'honest', honest],
  ['invitations', 'honest', honest],
] as const)('%s %s', async (theme, _name, lie) => {
  const done = await judgedBehind(lie, check(theme));
  expect(done?.outcome, done?.message ?? done?.reason).toBe('pass');
});

test.each([
  ['members', 'stale', stale()],
  ['invitations', 'two winners', twoWinners],
  ['members', 'forgetful', forgetful()],
] as const)('%s %s', async (theme, _name, lie) => {
  const done = await judgedBehind(lie, check(theme));
  console.log(done?.message, '\n', done?.observed, done?.durationMs);
  expect(done?.outcome).toBe('fail');
});
