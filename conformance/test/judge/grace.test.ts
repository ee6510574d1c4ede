import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Judge } from '../../src/judge/judge.ts';
import { judged } from '../support/judged.ts';
import { sampleCheck } from '../support/sample-check.ts';
import { sampleServer, urlTarget } from '../support/sample-server.ts';

/** Duration of each answer, in ms. */
const SLOW_MS = 200;

/** The change is visible from this call of a path on. */
const CALLS = 8;

const calls = new Map<string, number>();
let server: Awaited<ReturnType<typeof sampleServer>>;
beforeAll(async () => {
  server = await sampleServer(async ({ url = '' }, response) => {
    const call = (calls.get(url) ?? 0) + 1;
    calls.set(url, call);
    if (url === '/dropped' && call === 1) return void response.socket?.destroy();
    await sleep(SLOW_MS);
    response.writeHead(call < CALLS ? 404 : 200).end();
  });
});
afterAll(() => server.close());

async function outcomeOf(body: (judge: Judge) => Promise<void>) {
  const check = sampleCheck('user_revoke/devices-refused', {}, body);
  const [done] = await judged({
    server: await urlTarget(server.address),
    checks: [check],
    seed: '1',
    run: 'abcdef',
    timeout: 20_000,
    again: false,
    withoutPreflight: {},
  });
  return `${done?.outcome}: ${done?.message?.replace(/\d{4,} ms/, 'N ms')}`;
}

test('the grace is 20 round trips on a slow server, and a change after more than a second gives a note', async () => {
  const outcome = await outcomeOf(async (judge) => {
    await judge.eventually(() => judge.http({ target: '/late' }), 200, 'the revocation');
  });
  expect(outcome).toBe('note: the revocation: took effect N ms after the answer');
});

test('a call without an answer is not repeated, because it may have taken effect', async () => {
  const outcome = await outcomeOf(async (judge) => {
    await judge.eventually(() => judge.http({ target: '/dropped' }), 404, 'the revocation');
  });
  expect(outcome).toBe('fail: after the revocation: expected HTTP 404, got no answer (ECONNRESET)');
  expect(calls.get('/dropped')).toBe(1);
});

test('the timeout of a check grows with the round trips of the run', async () => {
  const check = (name: string, requests: number) =>
    sampleCheck('user_revoke/devices-refused', { case: name, timeout: 10 * SLOW_MS }, async (judge) => {
      for (let left = requests; left > 0; left -= 1) await judge.http({ target: `/${name}` });
      judge.expect.that(!judge.signal.aborted, 'time that is left', 'none');
    });
  const done = await judged({
    server: await urlTarget(server.address),
    checks: [check('one-request', 1), check('twenty-requests', 20)],
    seed: '1',
    run: 'abcdef',
    jobs: 1,
    again: false,
    withoutPreflight: {},
  });
  expect(done.map(({ outcome }) => outcome)).toEqual(['pass', 'pass']);
});
