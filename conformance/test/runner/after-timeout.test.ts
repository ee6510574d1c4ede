import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Judge } from '../../src/judge/judge.ts';
import { judged } from '../support/judged.ts';
import { sampleCheck } from '../support/sample-check.ts';
import { sampleServer, urlTarget } from '../support/sample-server.ts';

let server: Awaited<ReturnType<typeof sampleServer>>;
beforeAll(async () => {
  server = await sampleServer((request, response) => {
    if (request.url !== '/never') response.end();
  });
});
afterAll(() => server.close());

describe('a check that continues after its timeout', () => {
  test.each([
    ['waits', (judge) => judge.sleep(5_000)],
    ['sends requests', (judge) => judge.http({ target: '/never' })],
    ['uses a raw socket', (judge) => judge.socket(['GET /never HTTP/1.1\r\nHost: x\r\n\r\n'])],
  ] satisfies [string, (judge: Judge) => Promise<unknown>][])(
    'and %s is ended, and does not delay the timers of others',
    async (_, step) => {
      let isJudged = false;
      let isDone = false;
      const check = sampleCheck('organization_bootstrap/token-works-once', {}, async (judge) => {
        const end = performance.now() + 20_000;
        while (!isJudged && performance.now() < end) await step(judge);
        isDone = true;
      });
      const [done] = await judged({
        server: await urlTarget(server.address),
        checks: [check],
        seed: '1',
        run: 'abcdef',
        timeout: 200,
        again: false,
        withoutPreflight: {},
      });
      isJudged = true;
      expect(done).toMatchObject({ outcome: 'fail', observed: 'still waiting' });
      expect(isDone).toBe(false);
    },
  );

  test.each([
    ['never settles', []],
    ['sends requests in a loop', ['requests']],
  ])('and %s is reported even if it is the last check, and the run ends', async (_, more) => {
    const program = join(import.meta.dirname, 'judge-after-timeout.ts');
    const argv = ['--conditions=parsec-spec:src', program, server.address, ...more];
    const { stdout } = await promisify(execFile)(process.execPath, argv, {
      timeout: 30_000,
      killSignal: 'SIGKILL',
    });
    expect(stdout).toBe('fail still waiting\n');
  });
});
