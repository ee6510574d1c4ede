import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeLog } from '../../src/serve/logging.ts';
import { makeBootstrap } from '../support/bootstrap.ts';
import { outcomeOf, TestServer } from '../support/test-server.ts';

/** A webhook server, and the requests that it received. */
async function sink(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const heard: { type: string | undefined; body: string }[] = [];
  const server = createHttpServer((request, response) => {
    let body = '';
    request.on('data', (piece) => {
      body += piece;
    });
    request.on('end', () => {
      heard.push({ type: request.headers['content-type'], body });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, heard, close };
}

describe('the bootstrap webhook', () => {
  test.each([
    ['answers 200', (_: IncomingMessage, response: ServerResponse) => response.end('thanks')],
    ['answers 500', (_: IncomingMessage, response: ServerResponse) => response.writeHead(500).end()],
    ['breaks off', (request: IncomingMessage) => request.socket.destroy()],
    ['never answers', () => {}],
  ])('hears of a success alone, and does not matter when it %s', async (_, answer) => {
    const hook = await sink(answer);
    const testServer = new TestServer({ config: { organization_bootstrap_webhook: hook.url } });
    const { id, token } = await testServer.organization();
    const bootstrap = makeBootstrap(token);
    expect(
      outcomeOf(await testServer.bootstrap(id, makeBootstrap(token, { user: { profile: 'STANDARD' } }))),
    ).toBe('invalid_certificate');
    expect(hook.heard).toEqual([]);
    expect(outcomeOf(await testServer.bootstrap(id, bootstrap))).toBe('ok');
    expect(outcomeOf(await testServer.bootstrap(id, bootstrap))).toBe('organization_already_bootstrapped');
    // A bootstrap waits a second at most.
    await expect.poll(() => hook.heard).toHaveLength(1);
    expect(hook.heard[0]?.type).toBe('application/json; charset=utf-8');
    expect(JSON.parse(hook.heard[0]?.body ?? '')).toEqual({
      organization_id: id,
      device_id: bootstrap.deviceId.hex,
      device_label: 'laptop',
      human_email: 'alice@example.com',
      human_label: 'Alice',
    });
    await hook.close();
    await testServer.server.close();
  });

  test('has no effect on the bootstrap if it is unreachable', async () => {
    const testServer = new TestServer({ config: { organization_bootstrap_webhook: 'http://127.0.0.1:1/' } });
    const { id, token } = await testServer.organization();
    expect(outcomeOf(await testServer.bootstrap(id, makeBootstrap(token)))).toBe('ok');
  });
});

test('the log of a failed webhook has only the origin: its path and query may contain credentials', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'parsec-spec-hooks-')), 'log');
  const refusing = await sink((_, response) => response.writeHead(500).end());
  for (const origin of [new URL(refusing.url).origin, 'http://127.0.0.1:1']) {
    const testServer = new TestServer({
      config: { organization_bootstrap_webhook: `${origin}/services/hunter2?key=hunter2` },
      log: makeLog({ level: 'info', format: 'json', file }),
    });
    const { id, token } = await testServer.organization();
    await testServer.bootstrap(id, makeBootstrap(token));
    await testServer.server.close();
    const written = readFileSync(file, 'utf8');
    expect(written).toContain(`"hook":"${origin}"`);
    expect(written).not.toContain('hunter2');
  }
  await refusing.close();
  rmSync(dirname(file), { recursive: true });
});
