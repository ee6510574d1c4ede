import { encode } from '@parsec-spec/spec/codec';
import { API_VERSION } from '@parsec-spec/spec/commands';
import { setupServer } from 'msw/node';
import { afterAll, describe, expect, test } from 'vitest';
import type { Header } from '../../src/core/call.ts';
import { fetchHandler } from '../../src/http/fetch.ts';
import { inProcess } from '../../src/http/in-process.ts';
import { handlers } from '../../src/http/msw.ts';
import { listen } from '../../src/http/node/listen.ts';
import { makeBootstrap } from '../support/bootstrap.ts';
import { send } from '../support/http.ts';
import { bearer } from '../support/members.ts';
import { administrator, msgpack, organizationInfo, TestServer } from '../support/test-server.ts';

// One server behind four adapters. The reply to a request must not depend on the adapter.
const testServer = new TestServer({ config: { debug: true, cors_allow_origins: ['https://app.test'] } });
const listening = await listen(testServer.server, { host: '127.0.0.1', port: 0 });
const origin = 'https://parsec.msw.test';
const worker = setupServer(...handlers({ origin, server: testServer.server }));
worker.listen({ onUnhandledFrame: 'bypass' });
afterAll(async () => {
  await listening.stop();
  await testServer.server.close();
});

interface Sent {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly Header[];
  readonly body?: Uint8Array;
}
interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const compared = [
  'content-type',
  'api-version',
  'supported-api-versions',
  'allow',
  'location',
  'server',
  'vary',
  'access-control-allow-origin',
];
const picked = (entries: Iterable<readonly [string, string | undefined]>): Record<string, string> =>
  Object.fromEntries(
    [...entries]
      .map(([name, value]) => [name.toLowerCase(), value ?? ''] as const)
      .filter(([name]) => compared.includes(name)),
  );
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const viaFetch = async (
  { method, target, headers, body }: Sent,
  base: string,
  answer: (request: Request) => Promise<Response>,
): Promise<Got> => {
  const request = new Request(base + target, {
    method,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
    redirect: 'manual',
    ...(body === undefined ? {} : { body: Uint8Array.from(body) }),
  });
  const response = await answer(request);
  return {
    status: response.status,
    headers: picked(response.headers),
    body: hex(new Uint8Array(await response.arrayBuffer())),
  };
};

const ways: Readonly<Record<string, (sent: Sent) => Promise<Got>>> = {
  node: async ({ method, target, headers, body }) => {
    const answer = await send(listening.url, {
      method,
      target,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    return { status: answer.status, headers: picked(Object.entries(answer.headers)), body: hex(answer.body) };
  },
  fetch: (sent) => viaFetch(sent, 'http://parsec.test', fetchHandler(testServer.server)),
  msw: (sent) => viaFetch(sent, origin, fetch),
  'in-process': async (sent) => {
    const { status, headers, body } = await inProcess(testServer.server)(sent);
    return { status, headers: picked(headers), body: hex(body) };
  },
};

const { id, bootstrap } = await testServer.bootstrapped();
const { id: bare } = await testServer.organization();
const rpc = (target: string, body: Uint8Array, ...more: Header[]): Sent => ({
  method: 'POST',
  target,
  headers: [...msgpack, ...more],
  body,
});
const authorized: Header = ['Authorization', bearer(bootstrap)];
const ping = encode({ cmd: 'ping', ping: 'hello' });

const requests: Readonly<Record<string, Sent>> = {
  'a command of a device': rpc(`/authenticated/${id}`, encode(organizationInfo), authorized),
  'an anonymous command': rpc(`/anonymous/${id}`, ping),
  'a refused bootstrap': rpc(`/anonymous/${bare}`, makeBootstrap(new Uint8Array(16)).body),
  'the setup': rpc('/anonymous_server', encode({ cmd: 'server_config' })),
  'terms that are none': rpc(`/authenticated/${id}/tos`, encode({ cmd: 'tos_get' }), authorized),
  'no credentials': rpc(`/authenticated/${id}`, encode(organizationInfo)),
  junk: rpc(`/anonymous/${id}`, Buffer.from('junk')),
  'too much': rpc(`/anonymous/${id}`, new Uint8Array(1_048_577)),
  'no version': {
    method: 'POST',
    target: `/anonymous/${id}`,
    headers: [['Content-Type', 'application/msgpack']],
    body: ping,
  },
  'an unknown organization': rpc('/anonymous/Unknown', ping),
  'an organization that is none': rpc('/anonymous/%C0', ping),
  'a probe': { method: 'GET', target: `/anonymous/${id}`, headers: msgpack },
  'a wrong method': { method: 'PUT', target: `/anonymous/${id}`, headers: [] },
  'an unknown page': { method: 'GET', target: '/dummy', headers: [] },
  'a redirection': { method: 'GET', target: '/redirect/Org?a=b&p=c', headers: [] },
  'settings of an organization': {
    method: 'GET',
    target: `/administration/organizations/${id}`,
    headers: administrator,
  },
  'a creation that is none': {
    method: 'POST',
    target: '/administration/organizations',
    headers: administrator,
    body: Buffer.from('{}'),
  },
  'no administration token': { method: 'GET', target: '/administration/stats', headers: [] },
};

describe('the adapters agree on', () => {
  test.each(Object.keys(requests))('%s', async (name) => {
    const sent = requests[name] as Sent;
    const expected = await ways['in-process']?.(sent);
    expect(expected?.status).toBeGreaterThan(199);
    for (const way of Object.keys(ways))
      expect({ way, ...(await ways[way]?.(sent)) }).toEqual({ way, ...expected });
  });

  test('a call from a page of an allowed origin, and of another one', async () => {
    for (const [page, granted] of [
      ['https://app.test', 'https://app.test'],
      ['https://evil.test', undefined],
    ] as const) {
      const sent: Sent = { method: 'GET', target: '/', headers: [['Origin', page]] };
      for (const way of ['node', 'fetch', 'in-process']) {
        expect((await ways[way]?.(sent))?.headers['access-control-allow-origin']).toBe(granted);
      }
    }
  });
});

test('a client author tests against the rules with only handlers()', async () => {
  const own = setupServer(...handlers({ origin: 'https://own.test' }));
  worker.close();
  own.listen({ onUnhandledFrame: 'error' });
  const response = await fetch('https://own.test/anonymous_server', {
    method: 'POST',
    headers: { 'Api-Version': API_VERSION, 'Content-Type': 'application/msgpack' },
    body: Uint8Array.from(encode({ cmd: 'server_config' })),
  });
  expect([response.status, response.headers.get('api-version')]).toEqual([200, API_VERSION]);
  expect((await fetch('https://own.test/')).status).toBe(200);
  own.close();
});

test('a stream through fetch begins with the settings and ends when the user is frozen', async () => {
  const answer = fetchHandler(testServer.server);
  const headers = { 'Api-Version': API_VERSION, Accept: 'text/event-stream', Authorization: authorized[1] };
  const response = await answer(new Request(`http://parsec.test/authenticated/${id}/events`, { headers }));
  const frames: string[] = [];
  const reading = (async () => {
    for await (const piece of response.body ?? []) frames.push(Buffer.from(piece).toString());
  })();
  await testServer.administer('POST', `/organizations/${id}/users/freeze`, {
    frozen: true,
    user_email: 'alice@example.com',
  });
  await reading;
  expect(frames[0]).toMatch(/^data:[\w+/=]+\n\n$/);
});
