import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleServer } from './sample-server.ts';

let server: Awaited<ReturnType<typeof sampleServer>>;
beforeAll(async () => {
  server = await sampleServer((_, response) => void response.end());
});
afterAll(() => server.close());

test.each([
  ['waits for nothing', []],
  ['asks and asks', ['asks']],
])('a run whose last check %s for ever is told of, and ends', async (_, more) => {
  const program = join(import.meta.dirname, 'judge-that-goes-on.ts');
  const argv = ['--conditions=parsec-spec:src', program, server.address, ...more];
  const { stdout } = await promisify(execFile)(process.execPath, argv, {
    timeout: 30_000,
    killSignal: 'SIGKILL',
  });
  expect(stdout).toBe('fail still waiting\n');
});
