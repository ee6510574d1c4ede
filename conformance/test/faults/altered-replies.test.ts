import { expect, test } from 'vitest';
import { expectLinearizable } from '../../src/faults/concurrent-clients/expect-linearizable.ts';
import type { Theme } from '../../src/faults/concurrent-clients/random-calls.ts';
import type { Check } from '../../src/judge/check.ts';
import type { CheckFinished } from '../../src/report/report-events.ts';
import { startMemory } from '../../src/targets/memory-target.ts';
import { decodeMap } from '../../src/wire/decode.ts';
import { encode } from '../../src/wire/encode.ts';
import type { Fields } from '../../src/wire/values.ts';
import { type Alteration, alteringProxy, reply } from '../support/altering-proxy.ts';
import { judged } from '../support/judged.ts';
import { urlTarget } from '../support/sample-server.ts';

const check = (theme: Theme): Check => ({
  id: 'durability/linearizable-per-organization',
  requirements: ['durability/linearizable-per-organization'],
  kind: 'server',
  body: async (judge) => {
    // The timing of the calls depends on the machine. Several rounds make it nearly certain that
    // the proxy returns a wrong reply.
    for (const round of [1, 2, 3, 4])
      await expectLinearizable(judge, { theme, nodes: [judge], clients: 6, calls: 20, round });
  },
});

const tokens = { administrationToken: 's3cr3t' };

/** Runs a check on the reference server behind a proxy. */
async function runBehind(alteration: Alteration, checked: Check): Promise<CheckFinished | undefined> {
  const target = await startMemory(tokens, {}, {});
  const proxy = await alteringProxy(target.address, alteration);
  try {
    const [done] = await judged({
      server: await urlTarget(proxy.address, tokens.administrationToken),
      checks: [checked],
      seed: 'liars',
      run: '11a125',
      again: false,
      timeout: 240_000,
      withoutPreflight: { spontaneous: false, events: true },
    });
    return done;
  } finally {
    await proxy.close();
    await target.close();
  }
}

/** Answers every sixth `certificate_get` with the reply to the first one. */
function stale(): Alteration {
  let first: Fields | undefined;
  let count = 0;
  return {
    request: ({ cmd }, response) => {
      if (cmd !== 'certificate_get') return undefined;
      count += 1;
      return count % 6 === 0 && first?.status === 'ok' ? reply(response, first) : undefined;
    },
    reply: ({ body }, { cmd }) => {
      if (cmd === 'certificate_get') first ??= decodeMap(body);
      return undefined;
    },
  };
}

/** Answers `ok` to every call that ends an invitation, even if another call ended it before. */
const twoWinners: Alteration = {
  reply: ({ body }, { cmd }) => {
    const status = decodeMap(body)?.status;
    const isLoser =
      (cmd === 'invite_cancel' && status === 'invitation_completed') ||
      (cmd === 'invite_complete' && status === 'invitation_cancelled');
    return isLoser ? { body: encode({ status: 'ok' }) } : undefined;
  },
};

/** Answers `ok` to every third `device_create` without sending it to the server. */
function forgetful(): Alteration {
  let count = 0;
  return {
    request: ({ cmd }, response) => {
      if (cmd !== 'device_create') return undefined;
      count += 1;
      return count % 3 === 0 ? reply(response, { status: 'ok' }) : undefined;
    },
  };
}

test.each(['members', 'invitations'] as const)(
  '%s: a server behind a proxy that changes nothing passes',
  async (theme) => {
    const done = await runBehind({}, check(theme));
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
  // Either of the two calls may be the one that contradicts the others.
  [
    'members',
    'forgets devices',
    forgetful(),
    /(device_create .*device=tablet-\d|certificate_get) → ok/,
    /^(device_create|certificate_get) → ok/,
  ],
] as const)(
  'a server of %s that %s fails with at most two contradicting calls',
  async (theme, _what, alteration, line, name) => {
    const done = await runBehind(alteration, check(theme));
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
