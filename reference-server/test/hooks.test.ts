import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type IncomingMessage, type ServerResponse, createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { trustedPeers } from '../src/core/client-address.ts';
import { makeLog, scrub } from '../src/serve/logging.ts';
import { found } from './founding.ts';
import { House, headerOf, outcomeOf } from './house.ts';

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
    const house = new House({ config: { organization_bootstrap_webhook: hook.url } });
    const { id, token } = await house.organization();
    const founding = found(token);
    expect(outcomeOf(await house.bootstrap(id, found(token, { user: { profile: 'STANDARD' } })))).toBe(
      'invalid_certificate',
    );
    expect(hook.heard).toEqual([]);
    expect(outcomeOf(await house.bootstrap(id, founding))).toBe('ok');
    expect(outcomeOf(await house.bootstrap(id, founding))).toBe('organization_already_bootstrapped');
    expect(hook.heard).toHaveLength(1);
    expect(hook.heard[0]?.type).toBe('application/json; charset=utf-8');
    expect(JSON.parse(hook.heard[0]?.body ?? '')).toEqual({
      organization_id: id,
      device_id: founding.deviceId.hex,
      device_label: 'laptop',
      human_email: 'alice@example.com',
      human_label: 'Alice',
    });
    await hook.close();
    await house.server.close();
  });

  test('that is unreachable does not matter either', async () => {
    const house = new House({ config: { organization_bootstrap_webhook: 'http://127.0.0.1:1/' } });
    const { id, token } = await house.organization();
    expect(outcomeOf(await house.bootstrap(id, found(token)))).toBe('ok');
  });
});

test('the log of a failed webhook has only the origin: its path and query may contain credentials', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'parsec-spec-hooks-')), 'log');
  const refusing = await sink((_, response) => response.writeHead(500).end());
  for (const origin of [new URL(refusing.url).origin, 'http://127.0.0.1:1']) {
    const house = new House({
      config: { organization_bootstrap_webhook: `${origin}/services/hunter2?key=hunter2` },
      log: makeLog({ level: 'info', format: 'json', file }),
    });
    const { id, token } = await house.organization();
    await house.bootstrap(id, found(token));
    await house.server.close();
    const written = readFileSync(file, 'utf8');
    expect(written).toContain(`"hook":"${origin}"`);
    expect(written).not.toContain('hunter2');
  }
  await refusing.close();
  rmSync(dirname(file), { recursive: true });
});

describe('pages of other origins', () => {
  const ask = (house: House, origin: string, method = 'OPTIONS') =>
    house.exchange({
      method,
      target: '/anonymous_server',
      headers: [
        ['Origin', origin],
        ['Access-Control-Request-Method', 'POST'],
        ['Access-Control-Request-Headers', 'api-version'],
      ],
    });

  test('may call when they are allowed, and read the served versions', async () => {
    const house = new House({ config: { cors_allow_origins: ['https://app.test'] } });
    const granted = await ask(house, 'https://app.test');
    expect([
      granted.status,
      headerOf(granted, 'access-control-allow-origin'),
      headerOf(granted, 'access-control-allow-methods'),
    ]).toEqual([200, 'https://app.test', 'OPTIONS, GET, POST, PATCH']);
    expect(headerOf(granted, 'access-control-allow-headers')?.toLowerCase()).toContain('api-version');
    expect(headerOf(await ask(house, 'https://app.test', 'POST'), 'access-control-expose-headers')).toContain(
      'Supported-Api-Versions',
    );
    expect((await ask(house, 'https://evil.test')).status).toBe(400);
  });

  test('of any origin with *, of none without a list', async () => {
    const open = await ask(new House({ config: { cors_allow_origins: ['*'] } }), 'https://any.test');
    expect([open.status, headerOf(open, 'access-control-allow-origin')]).toEqual([200, '*']);
    const closed = await ask(new House(), 'https://any.test');
    expect([closed.status, headerOf(closed, 'access-control-allow-origin')]).toEqual([400, undefined]);
  });

  test('may neither use other methods nor send other headers', async () => {
    const house = new House({ config: { cors_allow_origins: ['*'] } });
    const asking = async (method: string, headers: string) => {
      const answer = await house.exchange({
        method: 'OPTIONS',
        target: '/anonymous_server',
        headers: [
          ['Origin', 'https://any.test'],
          ['Access-Control-Request-Method', method],
          ['Access-Control-Request-Headers', headers],
        ],
      });
      return answer.status;
    };
    expect(await asking('PATCH', 'Content-Type,AUTHORIZATION, last-event-id')).toBe(200);
    expect(await asking('PUT', 'content-type')).toBe(400);
    expect(await asking('POST', 'content-type, x-other')).toBe(400);
  });
});

test.each([
  ['127.0.0.1,::1', '127.0.0.1', true],
  ['127.0.0.1,::1', '::ffff:127.0.0.1', true],
  ['127.0.0.1,::1', '::1', true],
  ['127.0.0.1', '127.0.0.2', false],
  ['10.0.0.0/8, fd00::/8', '10.1.2.3', true],
  ['10.0.0.0/8, fd00::/8', 'fd00::5', true],
  ['10.0.0.0/8', '11.0.0.1', false],
  ['10.0.0.0/99', '10.0.0.1', false],
  ['*', '203.0.113.9', true],
  ['', '127.0.0.1', false],
  ['proxy', 'proxy', true],
])('of the trusted %j, %s is trusted: %s', (list, peer, expected) => {
  expect(trustedPeers(list).has(peer)).toBe(expected);
});

test.each([
  ['Authorization: Bearer abc.def', 'Authorization: Bearer [redacted]'],
  ['token PARSEC-SIGN-ED25519.ab.1.xyz==', 'token [redacted token]'],
  ['GET /redirect/Org?a=claim_user&p=xBAA', 'GET /redirect/Org?a=claim_user&p=[redacted]'],
  ['GET /redirect/Org%3Fa=claim_user%26p%3DxBAA', 'GET /redirect/Org%3Fa=claim_user%26p%3D[redacted]'],
  ['http://me:pw@hook.test/', 'http://[redacted]@hook.test/'],
  // Looked at as often as it is long, and no more.
  ['PARSEC-'.repeat(100_000), 'PARSEC-'.repeat(100_000)],
  ['nothing secret', 'nothing secret'],
])('%.80j is logged as %.80j', (text, clean) => {
  expect(scrub(text)).toBe(clean);
});
