import { expect, test } from 'vitest';
import { linearizable } from '../../src/faults/concurrent-clients/linearizable.ts';
import type { Theme } from '../../src/faults/concurrent-clients/workload.ts';
import type { Check } from '../../src/judge/check.ts';
import type { Fields } from '../../src/wire/values.ts';
import { judgeBehind, type ReplyProxy } from './reply-proxy.ts';

const check = (theme: Theme): Check => ({
  id: 'durability/linearizable-per-organization',
  requirements: ['durability/linearizable-per-organization'],
  kind: 'server',
  body: async (judge) => {
    // The timing of the calls depends on the machine. Several rounds make it nearly certain that
    // the proxy returns a wrong reply.
    for (const round of [1, 2, 3, 4])
      await linearizable(judge, { theme, nodes: [judge], clients: 6, calls: 20, round });
  },
});

/** Answers every sixth `certificate_get` with the reply to the first one. */
function stale(): ReplyProxy {
  let known: Fields | undefined;
  let count = 0;
  return async (request, truth) => {
    if (request.cmd !== 'certificate_get') return truth();
    count += 1;
    if (count % 6 === 0 && known?.status === 'ok') return known;
    const reply = await truth();
    known ??= reply;
    return reply;
  };
}

/** Answers `ok` to every call that ends an invitation, even if another call ended it before. */
const twoWinners: ReplyProxy = async (request, truth) => {
  const reply = await truth();
  const isLoser =
    (request.cmd === 'invite_cancel' && reply?.status === 'invitation_completed') ||
    (request.cmd === 'invite_complete' && reply?.status === 'invitation_cancelled');
  return isLoser ? { status: 'ok' } : reply;
};

/** Answers `ok` to every third `device_create` without sending it to the server. */
function forgetful(): ReplyProxy {
  let count = 0;
  return (request, truth) => {
    if (request.cmd !== 'device_create') return truth();
    count += 1;
    return count % 3 === 0 ? Promise.resolve({ status: 'ok' }) : truth();
  };
}

test.each(['members', 'invitations'] as const)(
  '%s: a server behind an honest proxy passes',
  async (theme) => {
    const done = await judgeBehind((_request, truth) => truth(), check(theme));
    expect(done?.outcome, done?.message ?? done?.reason).toBe('pass');
  },
);

test.each([
  [
    'members',
    'serves old certificates',
    stale(),
    /certificate_get → ok certificates=\d+/,
    /^certificate_get → ok/,
  ],
  [
    'invitations',
    'lets two calls end one invitation',
    twoWinners,
    /invite_(cancel|complete) token=\S+ → ok\n +expected: \w+/,
    /^(invite_(cancel|complete) → ok|a write → ok beside user_)/,
  ],
  ['members', 'forgets devices', forgetful(), /device_create .*device=tablet-\d → ok/, /device_create → ok/],
] as const)(
  'a server of %s that %s fails with at most two contradicting calls',
  async (theme, _what, proxy, line, name) => {
    const done = await judgeBehind(proxy, check(theme));
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
