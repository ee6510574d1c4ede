import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Judge } from '../../src/case/judge.ts';
import { judged } from './judged.ts';
import { sampleCheck } from './sample-check.ts';
import { sampleServer, urlTarget } from './sample-server.ts';

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
    ['asks', (judge) => judge.http({ target: '/never' })],
    ['writes', (judge) => judge.socket(['GET /never HTTP/1.1\r\nHost: x\r\n\r\n'])],
  ] satisfies [string, (judge: Judge) => Promise<unknown>][])(
    'and %s is ended, and nobody is kept from his timers by it',
    async (_, step) => {
      const check = sampleCheck('organization_bootstrap/token-works-once', {}, async (judge) => {
        const end = performance.now() + 3_000;
        while (performance.now() < end) await step(judge);
      });
      const [done] = await judged({
        server: await urlTarget(server.address),
        checks: [check],
        seed: '1',
        run: 'abcdef',
        timeout: 200,
        retry: false,
        withoutPreflight: {},
      });
      expect(done).toMatchObject({ outcome: 'fail', observed: 'still waiting' });
      expect(done?.durationMs).toBeLessThan(1_500);
    },
  );

  test.each([
    ['waits for nothing', []],
    ['asks and asks', ['asks']],
  ])('and %s is reported even as the last one, and the run ends', async (_, more) => {
    const program = join(import.meta.dirname, 'judge-that-goes-on.ts');
    const argv = ['--conditions=parsec-spec:src', program, server.address, ...more];
    const { stdout } = await promisify(execFile)(process.execPath, argv, {
      timeout: 30_000,
      killSignal: 'SIGKILL',
    });
    expect(stdout).toBe('fail still waiting\n');
  });
});
