import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { judgedApart } from '../../src/histories/judged-apart.ts';
import { type HistoryToJudge, judgedHistory } from '../../src/histories/judged-history.ts';
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

test('nobody waits for a judgement when the time is up, and others are judged', async () => {
  const controller = new AbortController();
  const [late, other] = [
    judgedApart(history(500), controller.signal).catch((fault: Error) => fault.name),
    judgedApart(history(1500), never),
  ];
  // Given to the thread, and not answered yet: answers come in another turn of the event loop.
  await new Promise<void>((resolve) => process.nextTick(resolve));
  controller.abort();
  expect(await late).toBe('AbortError');
  expect(await other).toEqual(judgedHistory(history(1500)));
});

test('who comes when the time is up is not judged at all', async () => {
  await expect(judgedApart(history(500), AbortSignal.abort())).rejects.toThrow('aborted');
});

test('each of many at once is told of its own', async () => {
  const times = [500, 1500, 600, 1600, 700, 1700];
  const judgements = await Promise.all(times.map((ms) => judgedApart(history(ms), never)));
  expect(judgements).toEqual(times.map((ms) => judgedHistory(history(ms))));
});

test('a history that cannot be judged is told of, and the next one is judged', async () => {
  const broken = { ...history(500), calls: undefined } as unknown as HistoryToJudge;
  await expect(judgedApart(broken, never)).rejects.toThrow(TypeError);
  expect((await judgedApart(history(500), never)).kind).toBe('explained');
});

test('a process that has had histories judged ends by itself', async () => {
  const script = `
    const { judgedApart } = await import(${JSON.stringify(new URL('../../src/histories/judged-apart.ts', import.meta.url))});
    await judgedApart({ initial: {}, calls: [], grace: null, steps: 1 }, new AbortController().signal).catch(() => {});
    process.stdout.write('judged');`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=parsec-spec:src', '--input-type=module', '--eval', script],
    { timeout: 20_000 },
  );
  expect(stdout).toBe('judged');
});
