import { expect, test } from 'vitest';
import type { Header } from '../../src/core/call.ts';
import { readableBytes } from '../../src/core/call.ts';
import { trustedPeers } from '../../src/core/client-address.ts';
import { createServer } from '../../src/core/create-server.ts';
import { inProcess } from '../../src/http/in-process.ts';
import { type Log, silentLog } from '../../src/log.ts';
import { organizationBehind } from '../support/test-organization.ts';

type Line = Readonly<Record<string, unknown>>;

function loggingServer(log: Partial<Log> = {}) {
  const lines: Line[] = [];
  const server = createServer({
    config: { administration_token: 's3cr3t', proxy_trusted: trustedPeers('192.0.2.7') },
    log: { ...silentLog, debug: (fields, message) => lines.push({ ...fields, message }), ...log },
  });
  const get = (target: string, headers: readonly Header[] = [], peer = '192.0.2.1') =>
    server.handle({
      method: 'GET',
      target,
      headers,
      body: readableBytes(new Uint8Array()),
      peer,
      secure: false,
    });
  return { server, lines, get };
}

test('each request is a line at debug with address, duration and id, without the query', async () => {
  const { lines, get } = loggingServer();
  await get('/redirect/Org?p=payload');
  await get('/nowhere');
  expect(lines).toEqual([
    expect.objectContaining({ message: 'request', method: 'GET', path: '/redirect/Org', status: 302 }),
    expect.objectContaining({ path: '/nowhere', status: 404 }),
  ]);
  for (const { client, duration_ms, request } of lines) {
    expect(client).toBe('192.0.2.1');
    expect(duration_ms).toBeGreaterThanOrEqual(0);
    expect(request).toMatch(/^[0-9a-f]{8}-\d+$/);
  }
  expect(lines[0]?.request).not.toBe(lines[1]?.request);
  expect(JSON.stringify(lines)).not.toContain('payload');
});

test('address and id are those that a trusted proxy forwards, and only those', async () => {
  const { lines, get } = loggingServer();
  const forwarded: readonly Header[] = [
    ['X-Forwarded-For', '198.51.100.1'],
    ['X-Request-Id', 'abc-1'],
  ];
  await get('/', forwarded, '192.0.2.7');
  await get('/', forwarded, '192.0.2.8');
  await get('/', [['X-Request-Id', 'x'.repeat(65)]], '192.0.2.7');
  await get('/', [['X-Request-Id', 'two words']], '192.0.2.7');
  const [trusted, ...others] = lines;
  expect(trusted).toMatchObject({ client: '198.51.100.1', request: 'abc-1' });
  expect(others[0]).toMatchObject({ client: '192.0.2.8' });
  for (const { request } of others) expect(request).toMatch(/^[0-9a-f]{8}-\d+$/);
});

test('a command is logged by its name and its status', async () => {
  const { server, lines } = loggingServer();
  const { alice, ask } = await organizationBehind(inProcess(server));
  lines.splice(0);
  await ask(alice, { cmd: 'list_frozen_users' });
  expect(lines).toEqual([
    expect.objectContaining({ command: 'list_frozen_users', command_status: 'ok', status: 200 }),
  ]);
});

test('without debug no line is made', async () => {
  const { lines, get } = loggingServer({ isLevelEnabled: () => false });
  expect((await get('/')).status).toBe(200);
  expect(lines).toEqual([]);
});
