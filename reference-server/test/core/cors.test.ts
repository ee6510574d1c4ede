import { describe, expect, test } from 'vitest';
import { headerOf, TestServer } from '../support/test-server.ts';

describe('pages of other origins', () => {
  const ask = (testServer: TestServer, origin: string, method = 'OPTIONS') =>
    testServer.exchange({
      method,
      target: '/anonymous_server',
      headers: [
        ['Origin', origin],
        ['Access-Control-Request-Method', 'POST'],
        ['Access-Control-Request-Headers', 'api-version'],
      ],
    });

  test('may call when they are allowed, and read the served versions', async () => {
    const testServer = new TestServer({ config: { cors_allow_origins: ['https://app.test'] } });
    const granted = await ask(testServer, 'https://app.test');
    expect([
      granted.status,
      headerOf(granted, 'access-control-allow-origin'),
      headerOf(granted, 'access-control-allow-methods'),
    ]).toEqual([200, 'https://app.test', 'OPTIONS, GET, POST, PATCH']);
    expect(headerOf(granted, 'access-control-allow-headers')?.toLowerCase()).toContain('api-version');
    expect(
      headerOf(await ask(testServer, 'https://app.test', 'POST'), 'access-control-expose-headers'),
    ).toContain('Supported-Api-Versions');
    expect((await ask(testServer, 'https://evil.test')).status).toBe(400);
  });

  test('may call from any origin with *, and from none without a list', async () => {
    const open = await ask(new TestServer({ config: { cors_allow_origins: ['*'] } }), 'https://any.test');
    expect([open.status, headerOf(open, 'access-control-allow-origin')]).toEqual([200, '*']);
    const closed = await ask(new TestServer(), 'https://any.test');
    expect([closed.status, headerOf(closed, 'access-control-allow-origin')]).toEqual([400, undefined]);
  });

  test('may neither use other methods nor send other headers', async () => {
    const testServer = new TestServer({ config: { cors_allow_origins: ['*'] } });
    const asking = async (method: string, headers: string) => {
      const answer = await testServer.exchange({
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
