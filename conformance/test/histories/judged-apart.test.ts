import { expect, test } from 'vitest';
import { judgedApart } from '../../src/histories/judged-apart.ts';
import { judgedHistory } from '../../src/histories/judged-history.ts';
import { inOrder } from './in-order.ts';
import { beginning } from './small-company.ts';

const shut = { user: 'bob', device: 'bob-1' };
const call = {
  client: 'somebody',
  calledMs: 0,
  returnedMs: 1,
};

/** Somebody is revoked, and is served ms after that was answered. */
const history = (ms: number) => ({
  initial: beginning,
  calls: inOrder([
    {
      ...call,
      request: {
        cmd: 'user_revoke',
        by: { user: 'alice', device: 'alice-1' },
        at: 2,
        user: 'bob',
        email: 'bob@example.com',
      },
      outcome: { status: 'ok' },
      called: 0,
      returned: 1,
    },
    {
      ...call,
      request: { cmd: 'organization_info', by: shut },
      outcome: { status: 'ok' },
      called: 2 + ms,
      returned: 3 + ms,
      calledMs: 1 + ms,
      returnedMs: 2 + ms,
    },
  ]),
  grace: 1000,
  steps: undefined,
});
const never = new AbortController().signal;

test.each([
  ['excused', 500, 'explained'],
  ['refused', 1500, 'violated'],
])(
  'a thread of its own says the same of a history that is %s, and meanwhile others go on',
  async (_, ms, kind) => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    const judgement = await judgedApart(history(ms), never);
    clearInterval(timer);
    expect(judgement).toEqual(judgedHistory(history(ms)));
    expect(judgement.kind).toBe(kind);
    expect(turns).toBeGreaterThan(0);
  },
);

test('nobody waits for a judgement when the time is up', async () => {
  const controller = new AbortController();
  const judgement = judgedApart(history(500), controller.signal);
  controller.abort();
  await expect(judgement).rejects.toThrow('aborted');
});
