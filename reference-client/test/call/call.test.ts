import { readFileSync } from 'node:fs';
import { encode, Uuid } from '@parsec-spec/spec/codec';
import { API_VERSION } from '@parsec-spec/spec/commands';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Connection, call } from '../../src/call/call.ts';
import { type EndedCall, userAgent } from '../../src/call/exchange.ts';

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const signingKey = new Uint8Array(32).fill(4);
const deviceId = Uuid.of(new Uint8Array(16).fill(3));
const connection: Connection = {
  serverUrl: 'http://parsec.test/',
  organizationId: 'Café',
  device: { deviceId, signingKey },
  invitationToken: '00112233445566778899aabbccddeeff',
  crypto: syncCrypto,
  now: () => new Date('2025-01-01T00:00:00.999Z'),
};

const packed = (value: Parameters<typeof encode>[0]): Response =>
  HttpResponse.arrayBuffer(Uint8Array.from(encode(value)).buffer, {
    headers: { 'content-type': 'application/msgpack', 'api-version': API_VERSION },
  });

const answering = (answer: () => Response | Promise<Response>): void =>
  server.use(http.post('http://parsec.test/*', answer));

const asked = () => call(connection, 'authenticated', { cmd: 'organization_info' });

it('a call is reported after its end, with its reply and the device that signed it', async () => {
  answering(() => packed({ status: 'ok', total_block_bytes: 1, total_metadata_bytes: 2 }));
  const ended: EndedCall[] = [];
  const transport = { onCall: (each: EndedCall) => ended.push(each) };
  await call({ ...connection, transport }, 'authenticated', { cmd: 'organization_info' });
  server.use(http.post('http://parsec.test/*', () => new HttpResponse(null, { status: 460 })));
  await call({ ...connection, transport }, 'invited', { cmd: 'ping', ping: 'hi' });
  expect(ended).toMatchObject([
    { family: 'authenticated', deviceId, ended: { outcome: 'reply', reply: { total_block_bytes: 1 } } },
    { family: 'invited', request: { ping: 'hi' }, ended: { outcome: 'organization-expired', http: 460 } },
  ]);
  expect(ended[1]?.deviceId).toBeUndefined();
});

describe('the request of a call', () => {
  const record = async (send: () => Promise<unknown>): Promise<Request> => {
    const requests: Request[] = [];
    server.use(
      http.post('http://parsec.test/*', ({ request }) => {
        requests.push(request.clone());
        return packed({ status: 'ok' });
      }),
    );
    await send();
    const [request] = requests;
    if (request === undefined) throw new Error('nothing was sent');
    return request;
  };

  it('names version, content types and product in its headers, and the organization as UTF-8 in its path', async () => {
    const request = await record(() => call(connection, 'anonymous', { cmd: 'ping', ping: 'hi' }));
    expect(request.url).toBe('http://parsec.test/anonymous/Caf%C3%A9');
    expect(Object.fromEntries(request.headers)).toMatchObject({
      'api-version': API_VERSION,
      'content-type': 'application/msgpack',
      accept: 'application/msgpack',
      'user-agent': userAgent,
    });
    expect(request.headers.has('authorization')).toBe(false);
    expect(Buffer.from(await request.arrayBuffer()).toString('hex')).toBe(
      '82a3636d64a470696e67a470696e67a26869',
    );
  });

  it('names the version of the package as that of the product', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(userAgent).toContain(`/${version} `);
  });

  it('carries a padded token over device and time that the device signed, in authenticated and tos', async () => {
    for (const [family, path] of [
      ['authenticated', '/authenticated/Caf%C3%A9'],
      ['tos', '/authenticated/Caf%C3%A9/tos'],
    ] as const) {
      const request = await record(() =>
        family === 'tos' ? call(connection, family, { cmd: 'tos_get' }) : asked(),
      );
      expect(new URL(request.url).pathname).toBe(path);
      const authorization = request.headers.get('authorization') ?? '';
      const found = /^Bearer ((PARSEC-SIGN-ED25519\.[0-9a-f]{32}\.1735689600)\.([A-Za-z0-9_-]{86}==))$/.exec(
        authorization,
      );
      if (found === null) throw new Error(`no token: ${authorization}`);
      const [, , signed = '', signature = ''] = found;
      expect(signed).toBe(`PARSEC-SIGN-ED25519.${deviceId.hex}.1735689600`);
      const verifyKey = syncCrypto.verifyKeyOf(signingKey);
      const bytes = Uint8Array.from(Buffer.from(signature, 'base64url'));
      expect(syncCrypto.verify(verifyKey, new TextEncoder().encode(signed), bytes)).toBe(true);
    }
  });

  it('carries the token of the invitation, in invited', async () => {
    const request = await record(() => call(connection, 'invited', { cmd: 'ping', ping: 'hi' }));
    expect(request.headers.get('authorization')).toBe('Bearer 00112233445566778899aabbccddeeff');
  });

  it('has the token of the published example for its key, device and time', async () => {
    const { deviceToken } = await import('../../src/call/call.ts');
    const device = {
      signingKey: Uint8Array.from(
        Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex'),
      ),
      deviceId: Uuid.of(Uint8Array.from(Buffer.from('de10000000000000000000000000a001', 'hex'))),
    };
    expect(await deviceToken(syncCrypto, device, new Date(1735689600_999))).toBe(
      'PARSEC-SIGN-ED25519.de10000000000000000000000000a001.1735689600.lTY772j__pkT05cgSRPFmH1boY7d7DXYx6CpPb9MES6PGf_ISnBWY4HLsI7jqDaygpOXckoHS0VfRICvmOPqDw==',
    );
  });
});

describe('the outcome of a call', () => {
  it('is the reply if its status is declared', async () => {
    answering(() => packed({ status: 'ok', total_block_bytes: 1, total_metadata_bytes: 2 }));
    expect(await asked()).toMatchObject({ outcome: 'reply', reply: { status: 'ok', total_block_bytes: 1 } });
  });

  it('names an undeclared status and its reason', async () => {
    answering(() => packed({ status: 'dummy', reason: 'x' }));
    expect(await asked()).toEqual({ outcome: 'unknown-status', status: 'dummy', reason: 'x' });
  });

  it('is a different one for each HTTP status', async () => {
    const outcomes = new Map<number, string>();
    for (const status of [401, 403, 404, 406, 410, 413, 415, 422, 460, 461, 462, 463, 464, 498, 500]) {
      answering(() => new HttpResponse('{"detail":"no"}', { status }));
      outcomes.set(status, (await asked()).outcome);
      server.resetHandlers();
    }
    expect(new Set(outcomes.values()).size).toBe(outcomes.size);
    expect(outcomes.get(461)).toBe('user-revoked');
  });

  it.each([
    ['4.9;6.0', undefined],
    ['4.8;4.9', 'server'],
    ['6.0;7.1', 'client'],
    ['', undefined],
  ] as const)('has the versions of HTTP 422 (%j), and the older side', async (versions, older) => {
    answering(() => new HttpResponse('', { status: 422, headers: { 'Supported-Api-Versions': versions } }));
    const served = versions.split(';').filter((version) => version !== '');
    const outcome = { outcome: 'unsupported-api-version', http: 422, served, older, maybeReceived: false };
    expect(await asked()).toEqual(outcome);
  });

  it('is unsupported-api-version for a reply of another major version, not of another minor one', async () => {
    const versioned = (version: string) => () =>
      new HttpResponse(encode({ status: 'ok', total_block_bytes: 1, total_metadata_bytes: 2 }), {
        headers: { 'Api-Version': version },
      });
    answering(versioned('5.99'));
    expect(await asked()).toMatchObject({ outcome: 'reply' });
    server.resetHandlers();
    answering(versioned('6.0'));
    expect(await asked()).toEqual({
      outcome: 'unsupported-api-version',
      http: 200,
      served: ['6.0'],
      older: 'client',
      maybeReceived: true,
    });
  });

  it('is offline, maybe received, for HTTP 502, 503 and 504', async () => {
    for (const status of [502, 503, 504]) {
      answering(() => new HttpResponse('', { status }));
      expect(await asked()).toMatchObject({ outcome: 'offline', cause: 'gateway', maybeReceived: true });
      server.resetHandlers();
    }
  });

  it('is offline for a broken connection', async () => {
    answering(() => HttpResponse.error());
    expect(await asked()).toMatchObject({ outcome: 'offline', cause: 'connection-lost' });
  });

  it('is offline, maybe received, for a body that breaks off, in the words of every engine', async () => {
    for (const text of ['terminated', 'Error in input stream', 'network error', 'Load failed']) {
      const body = new ReadableStream({ pull: (controller) => controller.error(new TypeError(text)) });
      answering(() => new HttpResponse(body));
      expect(await asked()).toMatchObject({
        outcome: 'offline',
        cause: 'connection-lost',
        maybeReceived: true,
      });
      server.resetHandlers();
    }
  });

  it('is unreadable-reply for bytes that are not a reply', async () => {
    for (const body of ['', '\xc1', 'junk', '\x81\xa6status\xa2ok']) {
      answering(() => new HttpResponse(Uint8Array.from(Buffer.from(body, 'latin1'))));
      expect(await asked()).toMatchObject({ outcome: 'unreadable-reply' });
      server.resetHandlers();
    }
  });

  it('is the redirection itself, because the token must not reach another host', async () => {
    answering(() => new HttpResponse('', { status: 302, headers: { location: 'http://evil.test/' } }));
    expect(await asked()).toMatchObject({
      outcome: 'unexpected-http-status',
      http: 302,
      maybeReceived: true,
    });
  });

  it('says for an unexpected HTTP status whether the server may have acted', async () => {
    for (const [status, maybeReceived] of [
      [201, true],
      [204, true],
      [304, true],
      [400, false],
      [408, true],
      [425, true],
      [429, false],
      [499, true],
      [500, true],
    ] as const) {
      answering(() => new HttpResponse(status === 204 || status === 304 ? null : '', { status }));
      expect(await asked()).toMatchObject({ outcome: 'unexpected-http-status', http: status, maybeReceived });
      server.resetHandlers();
    }
  });

  it('is oversized-reply for a reply beyond the limit', async () => {
    answering(() => new HttpResponse(new Uint8Array(2000)));
    const transport = { maxReplyBytes: 1000 };
    expect(await call({ ...connection, transport }, 'authenticated', { cmd: 'organization_info' })).toEqual({
      outcome: 'oversized-reply',
      limit: 1000,
    });
  });

  it('is a timeout if the server never answers', async () => {
    answering(() => new Promise<Response>(() => {}));
    const transport = { timeoutMs: 50 };
    expect(
      await call({ ...connection, transport }, 'authenticated', { cmd: 'organization_info' }),
    ).toMatchObject({ outcome: 'offline', cause: 'timeout', maybeReceived: true });
  });
});
