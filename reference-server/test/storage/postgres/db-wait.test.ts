import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startServer } from '../../../src/serve/start-server.ts';
import { isUnreachable } from '../../../src/storage/postgres/retry.ts';
import { serveProcess } from '../../support/serve-process.ts';

const nowhere = 'postgresql://me:hunter2@127.0.0.1:1/d';
const bin = join(import.meta.dirname, '..', '..', '..', '..', 'cli', 'bin', 'parsec-spec.mjs');

test('the wait for an absent database ends on time, and the message names it', async () => {
  const began = performance.now();
  await expect(serveProcess(['--db', nowhere, '--db-wait', '2'])).rejects.toThrow(
    /^ended with 1: (?!.*hunter2).*postgresql:\/\/127\.0\.0\.1:1\/d does not answer yet: it is tried for 2 s more\n.*cannot be opened/s,
  );
  expect(performance.now() - began).toBeGreaterThan(2_000);
});

test('a server that waits for its database can be stopped', async () => {
  const child = spawn(
    process.execPath,
    ['--conditions=parsec-spec:src', bin, 'serve', '--port', '0', '--db', nowhere, '--db-wait', '600'],
    { env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
  let said = '';
  child.stderr.on('data', (piece) => {
    said += piece;
  });
  await expect.poll(() => said).toContain('does not answer yet');
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});

test('only transient errors are retried', async () => {
  // It answers, but not as a PostgreSQL does.
  const other = createServer((socket) => socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as { port: number };
  const db = `postgresql://127.0.0.1:${port}/d?ssl=true`;
  await expect(startServer({ db, dbWait: 600 })).rejects.toMatchObject({ code: 'cannot-start' });
  await new Promise((resolve) => other.close(resolve));
  const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
  const unknown = Object.assign(new Error('getaddrinfo EAI_AGAIN db'), { code: 'EAI_AGAIN' });
  expect([refused, unknown].map(isUnreachable)).toEqual([true, true]);
  expect(isUnreachable(new Error('password must be a string'))).toBe(false);
});
