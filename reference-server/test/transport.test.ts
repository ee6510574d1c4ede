import { encode } from '@parsec-spec/spec/codec';
import { describe, expect, test } from 'vitest';
import type { Header } from '../src/core/call.ts';
import { type Founding, bearer } from './founding.ts';
import { House, headerOf, jsonOf, msgpack, organizationInfo, outcomeOf } from './house.ts';

const house = new House({ config: { debug: true } });
const { id, founding } = await house.founded();
const expired = await house.founded();
await house.administer('PATCH', `/organizations/${expired.id}`, { is_expired: true });

/** One good request of every route that leads to commands. */
interface Good {
  readonly method: string;
  readonly target: string;
  readonly body: Uint8Array;
  readonly headers: readonly Header[];
}
const authorized = (of: Founding): Header => ['Authorization', bearer(of)];
const info = encode(organizationInfo);
const good = (organization = id, of = founding): Record<string, Good> => ({
  anonymous: {
    method: 'POST',
    target: `/anonymous/${organization}`,
    body: encode({ cmd: 'ping', ping: 'x' }),
    headers: msgpack,
  },
  probe: { method: 'GET', target: `/anonymous/${organization}`, body: new Uint8Array(), headers: msgpack },
  anonymous_server: {
    method: 'POST',
    target: '/anonymous_server',
    body: encode({ cmd: 'server_config' }),
    headers: msgpack,
  },
  authenticated: {
    method: 'POST',
    target: `/authenticated/${organization}`,
    body: info,
    headers: [...msgpack, authorized(of)],
  },
  tos: {
    method: 'POST',
    target: `/authenticated/${organization}/tos`,
    body: encode({ cmd: 'tos_get' }),
    headers: [...msgpack, authorized(of)],
  },
  events: {
    method: 'GET',
    target: `/authenticated/${organization}/events`,
    body: new Uint8Array(),
    headers: [...msgpack, ['Accept', 'text/event-stream'], authorized(of)],
  },
});
const routes = Object.keys(good());
const withOrganization = routes.filter((route) => route !== 'anonymous_server');
const posted = routes.filter((route) => good()[route]?.method === 'POST');

async function send(
  route: string,
  change: (one: Good) => Partial<Good> = () => ({}),
  organization?: string,
  of?: Founding,
) {
  const one = good(organization, of)[route] as Good;
  const reply = await house.exchange({ ...one, ...change(one) });
  reply.stream?.end();
  return reply;
}
const without = (name: string) => (one: Good) => ({ headers: one.headers.filter(([key]) => key !== name) });
const having =
  (name: string, ...values: readonly string[]) =>
  (one: Good) => ({
    headers: [
      ...one.headers.filter(([key]) => key !== name),
      ...values.map((value): Header => [name, value]),
    ],
  });

const inHex = (letter: string): string => `%${letter.charCodeAt(0).toString(16)}`;

describe('every route', () => {
  test.each(routes)('%s serves its good request', async (route) => {
    expect((await send(route)).status).toBe(200);
  });

  test.each(routes)(
    '%s is found by its path with letters escaped, but not with its slashes',
    async (route) => {
      const escaped = (one: Good) => ({ target: one.target.replace(/[a-z_.]/g, (letter) => inHex(letter)) });
      expect((await send(route, escaped)).status).toBe(200);
      const { target } = good()[route] as Good;
      const slashed = `/${target.slice(1).replaceAll('/', '%2f')}`;
      if (slashed !== target) expect((await send(route, () => ({ target: slashed }))).status).toBe(404);
      // Escapes are decoded once: the result may look like an escape and is not decoded again.
      const twice = (one: Good) => ({ target: one.target.replace('a', `%25${inHex('a').slice(1)}`) });
      expect((await send(route, twice)).status).toBe(404);
      const spliced = (one: Good) => ({ target: one.target.replace(id, `%${inHex('3')}${inHex('1')}${id}`) });
      if (target.includes(id)) expect((await send(route, spliced)).status).toBe(404);
    },
  );

  test.each(routes)('%s answers 422 without a version, and tells which are served', async (route) => {
    const reply = await send(route, without('Api-Version'));
    expect(reply.status).toBe(422);
    expect(headerOf(reply, 'supported-api-versions')).toBe('5.6');
    expect(headerOf(reply, 'api-version')).toBeUndefined();
  });

  test.each([
    'dummy',
    '5',
    '5.',
    '.6',
    'a.b',
    '5.6.1',
    '5. 6',
    '3.99',
    '6.0',
    '4294967301.0',
    '5.4294967296',
    '',
  ])('the version %j is answered 422', async (version) => {
    expect((await send('anonymous_server', having('Api-Version', version))).status).toBe(422);
  });

  test.each(['5.0', '5.6', '5.99', '5.4294967295', '+5.06'])(
    'the version %s is served, by ours',
    async (version) => {
      const reply = await send('authenticated', having('Api-Version', version));
      expect(reply.status).toBe(200);
      expect(headerOf(reply, 'api-version')).toBe('5.6');
    },
  );

  test('of a repeated version the first one counts', async () => {
    expect((await send('anonymous_server', having('Api-Version', '5.0', '6.0'))).status).toBe(200);
    expect((await send('anonymous_server', having('Api-Version', '6.0', '5.0'))).status).toBe(422);
  });

  test.each(posted)('%s answers 415 to any other content type', async (route) => {
    for (const type of [
      'application/json',
      'application/msgpack; charset=utf-8',
      'Application/msgpack',
      '',
    ]) {
      expect((await send(route, having('Content-Type', type))).status).toBe(415);
    }
    expect((await send(route, without('Content-Type'))).status).toBe(415);
  });

  test.each(withOrganization)('%s answers 404 to an organization that is none, or unknown', async (route) => {
    for (const segment of ['%C0', '%E9%96', 'x'.repeat(33), 'a%20b', '~', '%zz', 'Unknown']) {
      const target = (one: Good) => ({ target: one.target.replace(id, segment) });
      const reply = await send(route, target);
      expect(reply.status).toBe(404);
      expect(jsonOf(reply)).toEqual({ detail: 'Organization not found' });
      expect(headerOf(reply, 'api-version')).toBe('5.6');
    }
  });

  test.each(withOrganization)('%s answers 460 where the organization is expired', async (route) => {
    const reply = await send(route, undefined, expired.id, expired.founding);
    expect(reply.status).toBe(460);
    expect(jsonOf(reply)).toEqual({ detail: 'Organization expired' });
  });

  test('the stream answers 406 to any other Accept', async () => {
    for (const accept of ['application/json', '*/*', 'text/event-stream, */*']) {
      expect((await send('events', having('Accept', accept))).status).toBe(406);
    }
    expect((await send('events', without('Accept'))).status).toBe(406);
  });

  test('the version is looked at first, then the organization, then the content type', async () => {
    const nothing = () => ({ headers: [], target: '/authenticated/~' });
    expect((await send('authenticated', nothing)).status).toBe(422);
    const versionOnly = () => ({ headers: [['Api-Version', '5.6']] as const, target: '/authenticated/~' });
    expect((await send('authenticated', versionOnly)).status).toBe(404);
    expect((await send('authenticated', () => ({ headers: [['Api-Version', '5.6']] as const }))).status).toBe(
      415,
    );
  });

  test.each(posted)('%s refuses a body over 1 MiB, and judges one of 1 MiB by its content', async (route) => {
    expect((await send(route, () => ({ body: new Uint8Array(1_048_577) }))).status).toBe(413);
    expect((await send(route, () => ({ body: new Uint8Array(1_048_576) }))).status).toBe(415);
  });

  test.each([
    ['junk', Buffer.from('foobar')],
    ['nothing', new Uint8Array()],
    ['an array', encode([])],
    ['an empty map', encode({})],
    ['no command', encode({ cmd: null })],
    ['an unknown command', encode({ cmd: 'dummy' })],
    ['a command of another family', encode({ cmd: 'server_config' })],
    ['a command that is not served by POST', encode({ cmd: 'events_listen' })],
    ['nesting without end', Buffer.from('91'.repeat(100_000), 'hex')],
  ])('%s as a body is answered 415', async (_, body) => {
    expect((await send('authenticated', () => ({ body }))).status).toBe(415);
  });

  test('ping is served in debug mode alone', async () => {
    const quiet = new House();
    const { id: organization } = await quiet.organization();
    expect(outcomeOf(await quiet.call(`/anonymous/${organization}`, { cmd: 'ping', ping: 'x' }))).toBe(415);
    expect(outcomeOf(await send('anonymous'))).toBe('ok');
  });
});

describe('paths and methods', () => {
  const plain = (method: string, target: string) => house.exchange({ method, target, headers: [] });

  test.each([
    '/dummy',
    '/static/x',
    '/..%2f',
    '/../etc/passwd',
    '//',
    '/anonymous',
    '/anonymous/',
    '/invited/a/b',
    '/authenticated',
    '/tos/x',
    '/anonymous/a%2Fb',
  ])('%s leads nowhere', async (target) => {
    expect((await plain('GET', target)).status).toBe(404);
  });

  test.each([
    ['PUT', `/anonymous/${id}`, 'POST, GET'],
    ['GET', '/anonymous_server', 'POST'],
    ['HEAD', `/authenticated/${id}`, 'POST'],
    ['POST', `/authenticated/${id}/events`, 'GET'],
    ['POST', '/', 'GET'],
    ['DELETE', `/administration/organizations/${id}`, 'GET, PATCH'],
  ])('%s on %s is 405, and tells what goes', async (method, target, allowed) => {
    const reply = await plain(method, target);
    expect(reply.status).toBe(405);
    expect(headerOf(reply, 'allow')).toBe(allowed);
  });

  test('the root answers, and every reply names the server', async () => {
    const reply = await plain('GET', '/');
    expect([reply.status, headerOf(reply, 'server')]).toEqual([200, 'parsec/3']);
  });

  test('a slash too many is pointed away, and never to another host', async () => {
    const reply = await plain('POST', '/anonymous_server/');
    expect([reply.status, headerOf(reply, 'location')]).toEqual([307, '/anonymous_server']);
    expect((await plain('GET', '//evil.example/')).status).toBe(404);
  });

  test('an address as proxies write it is understood', async () => {
    expect((await plain('GET', 'http://parsec.test/')).status).toBe(200);
  });

  test.each([
    [
      '?a=bootstrap_organization&p=xBAA',
      'parsec3://parsec.example.com:9/Org?a=bootstrap_organization&p=xBAA&no_ssl=true',
    ],
    ['?no_ssl=false&p=x&no_ssl=true', 'parsec3://parsec.example.com:9/Org?p=x&no_ssl=true'],
    ['', 'parsec3://parsec.example.com:9/Org?no_ssl=true'],
  ])('a redirection link %s becomes the link of the client', async (query, location) => {
    const named = new House({ config: { server_addr: { host: 'parsec.example.com', port: 9, tls: false } } });
    const reply = await named.exchange({ method: 'GET', target: `/redirect/Org${query}`, headers: [] });
    expect([reply.status, headerOf(reply, 'location')]).toEqual([302, location]);
  });
});
