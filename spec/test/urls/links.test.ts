// LINK-01 to LINK-09: reads and writes both forms. parsec-cloud's own library gave the same results
// for all texts here.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatBootstrapRedirection,
  formatBootstrapUrl,
  formatInvitationRedirection,
  formatInvitationUrl,
  formatOrganizationRedirection,
  formatOrganizationUrl,
  formatServerAddress,
  formatServerUrl,
  httpBase,
  parseBootstrapUrl,
  parseInvitationUrl,
  parseOrganizationUrl,
  parseServerAddress,
  parseServerUrl,
  type ServerAddress,
} from '../../src/urls/index.ts';
import { bytes } from '../support/hex.ts';

const token = bytes('a0000000000000000000000000000001');
const root = bytes('be2976732cec8ca94eedcf0aafd413cd159363e0fadc9e68572c77a1e17d9bbd');
const server = (host: string, port: number, tls: boolean): ServerAddress => ({ host, port, tls });

describe('published and worked examples', () => {
  test.each([
    [
      'parsec3://example.com:9999/CoolOrg?no_ssl=true&p=xCC-KXZzLOyMqU7tzwqv1BPNFZNj4PrcnmhXLHeh4X2bvQ',
      server('example.com', 9999, false),
    ],
    [
      'parsec3://example.com/CoolOrg?p=xCC-KXZzLOyMqU7tzwqv1BPNFZNj4PrcnmhXLHeh4X2bvQ',
      server('example.com', 443, true),
    ],
  ])('%s is read, and written again', (text, address) => {
    const read = parseOrganizationUrl(text);
    expect(read).toEqual({
      ok: true,
      address: { server: address, organization: 'CoolOrg', rootVerifyKey: root },
    });
    if (read.ok) expect(formatOrganizationUrl(read.address)).toBe(text);
  });

  test.each([
    [
      'parsec3://127.0.0.1:6777/Org1?no_ssl=true&a=bootstrap_organization&p=xBCgAAAAAAAAAAAAAAAAAAAB',
      'http://127.0.0.1:6777/redirect/Org1?a=bootstrap_organization&p=xBCgAAAAAAAAAAAAAAAAAAAB',
      { server: server('127.0.0.1', 6777, false), organization: 'Org1', token },
    ],
    [
      'parsec3://example.com/Org1?a=bootstrap_organization&p=wA',
      'https://example.com/redirect/Org1?a=bootstrap_organization&p=wA',
      { server: server('example.com', 443, true), organization: 'Org1', token: null },
    ],
    [
      'parsec3://127.0.0.1:6777/MyOrg?no_ssl=true&a=bootstrap_organization&p=xBAAESIzRFVmd4iZqrvM3e7_',
      'http://127.0.0.1:6777/redirect/MyOrg?a=bootstrap_organization&p=xBAAESIzRFVmd4iZqrvM3e7_',
      {
        server: server('127.0.0.1', 6777, false),
        organization: 'MyOrg',
        token: bytes('00112233445566778899aabbccddeeff'),
      },
    ],
  ])('%s and its redirection', (link, redirection, address) => {
    expect(parseBootstrapUrl(link)).toEqual({ ok: true, address });
    expect(parseBootstrapUrl(redirection)).toEqual({ ok: true, address });
    expect(formatBootstrapUrl(address)).toBe(link);
    expect(formatBootstrapRedirection(address)).toBe(redirection);
  });

  test('invitations', () => {
    const chinese =
      'parsec3://example.com/%E5%BA%B7%E7%86%99%E5%B8%9D?a=claim_user&p=xBCgAAAAAAAAAAAAAAAAAAAB';
    const user = {
      server: server('example.com', 443, true),
      organization: '康熙帝',
      type: 'USER',
      token,
    } as const;
    expect(parseInvitationUrl(chinese)).toEqual({ ok: true, address: user });
    expect(formatInvitationUrl(user)).toBe(chinese);
    const redirection = 'https://example.com/redirect/Org1?a=claim_device&p=xBCgAAAAAAAAAAAAAAAAAAAB';
    const device = { ...user, organization: 'Org1', type: 'DEVICE' } as const;
    expect(parseInvitationUrl(redirection)).toEqual({ ok: true, address: device });
    expect(formatInvitationRedirection(device)).toBe(redirection);
  });
});

describe('servers', () => {
  test.each<[string, ServerAddress]>([
    ['parsec3://h', server('h', 443, true)],
    ['parsec3://h:443/', server('h', 443, true)],
    ['parsec3://h:80', server('h', 80, true)],
    ['parsec3://h?no_ssl=true', server('h', 80, false)],
    ['parsec3://h:80/?no_ssl=TRUE', server('h', 80, false)],
    ['parsec3://h:443?no_ssl=true', server('h', 443, false)],
    ['parsec3://h?no_ssl=false&x=1', server('h', 443, true)],
    ['PARSEC3://Example.COM', server('example.com', 443, true)],
    ['parsec3://bücher.de', server('xn--bcher-kva.de', 443, true)],
    ['parsec3://[::1]:99', server('[::1]', 99, true)],
    ['parsec3://127.1', server('127.0.0.1', 443, true)],
    ['parsec3://saas-v3.parsec.cloud:99', server('app.parsec.cloud', 99, true)],
    ['https://h/redirect', server('h', 443, true)],
    ['http://h/redirect/?no_ssl=false', server('h', 80, false)],
  ])('the server of %s is read', (text, address) =>
    expect(parseServerAddress(text)).toEqual({ ok: true, address }),
  );

  test('are written without the default port, with TLS in no_ssl or in the scheme', () => {
    expect(formatServerAddress(server('h', 443, true))).toBe('parsec3://h');
    expect(formatServerAddress(server('h', 80, true))).toBe('parsec3://h:80');
    expect(formatServerAddress(server('h', 80, false))).toBe('parsec3://h?no_ssl=true');
    expect(formatServerUrl(server('h', 9999, false))).toBe('http://h:9999/');
    expect(httpBase(server('h', 443, true))).toBe('https://h');
  });

  test('in files and messages are http(s) without a path', () => {
    expect(parseServerUrl('https://parsec.example.com')).toEqual({
      ok: true,
      address: server('parsec.example.com', 443, true),
    });
    expect(parseServerUrl('http://h:9999/?x=y')).toEqual({ ok: true, address: server('h', 9999, false) });
    expect(parseServerUrl('parsec3://h')).toMatchObject({ reason: 'scheme' });
    expect(parseServerUrl('https://h/path')).toMatchObject({ reason: 'path' });
    expect(parseServerUrl('https://h:99999')).toMatchObject({ reason: 'port' });
    expect(parseServerUrl('https://user:pw@h')).toMatchObject({ reason: 'user' });
    expect(parseServerUrl('https://')).toMatchObject({ reason: 'host' });
  });
});

describe('properties', () => {
  const address = fc.record({
    server: fc.record({
      host: fc.constantFrom('h', 'example.com', '127.0.0.1', '[::1]', 'xn--bcher-kva.de'),
      port: fc.oneof(fc.constantFrom(80, 443), fc.integer({ min: 1, max: 65_535 })),
      tls: fc.boolean(),
    }),
    organization: fc.constantFrom('Org', 'a-b_c', 'é', '康熙帝', 'Ünïcode_1', 'x'.repeat(32)),
    token: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  });

  test('both forms survive a round trip', () => {
    fc.assert(
      fc.property(address, fc.uint8Array({ minLength: 32, maxLength: 32 }), (where, rootVerifyKey) => {
        const bootstrap = { ok: true, address: where };
        expect(parseBootstrapUrl(formatBootstrapUrl(where))).toEqual(bootstrap);
        expect(parseBootstrapUrl(formatBootstrapRedirection(where))).toEqual(bootstrap);
        for (const type of ['USER', 'DEVICE', 'SHAMIR_RECOVERY'] as const) {
          const invitation = { ...where, type };
          expect(parseInvitationUrl(formatInvitationUrl(invitation))).toEqual({
            ok: true,
            address: invitation,
          });
          expect(parseInvitationUrl(formatInvitationRedirection(invitation))).toEqual({
            ok: true,
            address: invitation,
          });
        }
        const organization = { server: where.server, organization: where.organization, rootVerifyKey };
        expect(parseOrganizationUrl(formatOrganizationUrl(organization))).toEqual({
          ok: true,
          address: organization,
        });
        expect(parseOrganizationUrl(formatOrganizationRedirection(organization))).toEqual({
          ok: true,
          address: organization,
        });
        expect(parseServerAddress(formatServerAddress(where.server))).toEqual({
          ok: true,
          address: where.server,
        });
        expect(parseServerUrl(formatServerUrl(where.server))).toEqual({ ok: true, address: where.server });
      }),
    );
  });
});
