import { describe, expect, test } from 'vitest';
import { headerOf, TestServer } from '../support/test-server.ts';

const testServer = new TestServer();
const { id } = await testServer.bootstrapped();

describe('paths and methods', () => {
  const plain = (method: string, target: string) => testServer.exchange({ method, target, headers: [] });

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

  test('a trailing slash is redirected, and never to another host', async () => {
    const reply = await plain('POST', '/anonymous_server/');
    expect([reply.status, headerOf(reply, 'location')]).toEqual([307, '/anonymous_server']);
    expect((await plain('GET', '//evil.example/')).status).toBe(404);
    const statistics = await plain('GET', '/administration/stats/?format=csv');
    expect(headerOf(statistics, 'location')).toBe('/administration/stats?format=csv');
  });

  test('a request target with scheme and host, as for proxies, is accepted', async () => {
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
    const named = new TestServer({
      config: { server_addr: { host: 'parsec.example.com', port: 9, tls: false } },
    });
    const reply = await named.exchange({ method: 'GET', target: `/redirect/Org${query}`, headers: [] });
    expect([reply.status, headerOf(reply, 'location')]).toEqual([302, location]);
  });
});
