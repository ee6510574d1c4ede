// LINK-01, LINK-07 to LINK-09: a link with one problem is refused and the part is named; harmless
// additions are ignored.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  parseBootstrapUrl,
  parseInvitationUrl,
  parseOrganizationUrl,
  parseServerAddress,
  parseServerUrl,
} from '../../src/urls/index.ts';
import { bytes } from '../support/hex.ts';

const token = bytes('a0000000000000000000000000000001');

const good = 'parsec3://h/Org?a=bootstrap_organization&p=xBCgAAAAAAAAAAAAAAAAAAAB';
const goodAddress = { server: { host: 'h', port: 443, tls: true }, organization: 'Org', token };

test.each([
  good,
  `  ${good}\n`,
  'parsec3://h\n/O\trg?a=bootstrap_\r\norganization&p=xBCgAAAAAAAAAAAAAAAAAAAB',
  'parsec3://h/Org?dummy=x&p=xBCgAAAAAAAAAAAAAAAAAAAB&a=bootstrap_organization&z',
  'parsec3://h:443/Org?no_ssl=False&a=bootstrap_organization&p=xBCgAAAAAAAAAAAAAAAAAAAB#fragment',
  'https://h/redirect/Org?a=bootstrap_organization&p=xBCgAAAAAAAAAAAAAAAAAAAB&no_ssl=true&no_ssl=what',
])('tolerated: %j', (text) => expect(parseBootstrapUrl(text)).toEqual({ ok: true, address: goodAddress }));

describe('a link with one problem is refused with the part named', () => {
  test.each([
    ['scheme', good.replace('parsec3', 'parsec')],
    ['scheme', good.replace('parsec3', 'parsec4')],
    ['scheme', good.replace('parsec3', 'ftp')],
    ['scheme', ''],
    ['scheme', 'Org'],
    ['scheme', 'parsec9://:99999'],
    ['user', good.replace('h/', 'user:pw@h/')],
    ['user', good.replace('h/', ':pw@h/')],
    ['user', good.replace('h/', 'parsec.example%2F@h/')],
    ['user', 'https://user@h/redirect/Org?a=bootstrap_organization&p=wA'],
    ['host', 'parsec3://'],
    ['host', 'parsec3:///?a=bootstrap_organization'],
    ['host', good.replace('h/', '1270.0.1/')],
    ['host', good.replace('h/', 'a b/')],
    ['host', good.replace('h/', '[::g]/')],
    ['host', good.replace('h/', ':80/')],
    ['port', good.replace('h/', 'h:65536/')],
    ['port', good.replace('h/', 'h:x/')],
    ['port', good.replace('h/', '[::1]:-1/')],
    ['no_ssl', `${good}&no_ssl`],
    ['no_ssl', `${good}&no_ssl=`],
    ['no_ssl', `${good}&no_ssl=1`],
    ['no_ssl', `${good}&no_ssl=true&no_ssl=true`],
    ['path', 'https://h/Org?a=bootstrap_organization&p=wA'],
    ['path', 'https://h/redirections/Org?a=bootstrap_organization&p=wA'],
    ['organization', good.replace('/Org', '')],
    ['organization', good.replace('/Org', '/')],
    ['organization', good.replace('/Org', '/Org/')],
    ['organization', good.replace('/Org', '/a/Org')],
    ['organization', good.replace('/Org', '//Org')],
    ['organization', good.replace('/Org', '/O~g')],
    ['organization', good.replace('/Org', '/O%20g')],
    ['organization', good.replace('/Org', '/O%2Fg')],
    ['organization', good.replace('/Org', '/%ff')],
    ['organization', good.replace('/Org', '/%zz')],
    ['organization', good.replace('/Org', `/${'a'.repeat(33)}`)],
    ['organization', 'https://h/redirect?a=bootstrap_organization&p=wA'],
    ['organization', 'https://h/redirect/x/Org?a=bootstrap_organization&p=wA'],
    ['action', good.replace('a=bootstrap_organization&', '')],
    ['action', `${good}&a=bootstrap_organization`],
    ['action', good.replace('bootstrap_organization', 'Bootstrap_organization')],
    ['action', good.replace('bootstrap_organization', 'claim_user')],
    ['payload', good.replace(/&p=.*/, '')],
    ['payload', good.replace(/&p=.*/, '&p=')],
    ['payload', `${good}&p=wA`],
  ])('%s: %j', (reason, text) => {
    const read = parseBootstrapUrl(text);
    expect(read).toMatchObject({ ok: false, reason });
    expect(JSON.stringify(read)).not.toContain('AAAA');
  });

  test.each([
    'dummy',
    'ZHVtbXk',
    'xAA',
    'xAEA',
    'xBEAAAAAAAAAAAAAAAAAAAAAAA',
    'xBCgAAAAAAAAAAAAAAAAAAAB=',
    'wA==',
    'wB',
  ])('payload %s, in every link that has one', (payload) => {
    const swap = (text: string) => text.replace(/p=.*/, `p=${payload}`);
    expect(parseBootstrapUrl(swap(good))).toMatchObject({ ok: false, reason: 'payload' });
    expect(parseInvitationUrl(swap('parsec3://h/Org?a=claim_user&p='))).toMatchObject({
      ok: false,
      reason: 'payload',
    });
    expect(parseOrganizationUrl(swap('parsec3://h/Org?p='))).toMatchObject({ ok: false, reason: 'payload' });
  });

  test('payloads with + and / for - and _, padded, or of another kind than bytes', () => {
    const dashes = 'parsec3://h/Org?a=bootstrap_organization&p=xBD___-_____________________';
    expect(parseBootstrapUrl(dashes)).toMatchObject({ ok: true });
    for (const text of [
      dashes.replaceAll('_', '%2F'),
      dashes.replaceAll('-', '%2B'),
      dashes.replaceAll('-', '+'),
    ]) {
      expect(parseBootstrapUrl(text)).toMatchObject({ ok: false });
    }
    // A token as text or as identifier.
    for (const payload of ['sKAAAAAAAAAAAAAAAAAAAAE', '2AKgAAAAAAAAAAAAAAAAAAAB']) {
      expect(parseBootstrapUrl(good.replace(/p=.*/, `p=${payload}`))).toMatchObject({
        ok: false,
        reason: 'payload',
      });
    }
  });

  test('an invitation or an organization address without a token or key', () => {
    expect(parseInvitationUrl('parsec3://h/Org?a=claim_user&p=wA')).toMatchObject({
      ok: false,
      reason: 'payload',
    });
    expect(parseInvitationUrl('parsec3://h/Org?a=path&p=wA')).toMatchObject({ ok: false, reason: 'action' });
    expect(parseOrganizationUrl('parsec3://h/Org?p=wA')).toMatchObject({ ok: false, reason: 'payload' });
    expect(parseServerAddress('parsec3://h/Org')).toMatchObject({ ok: false, reason: 'path' });
  });
});

test('a parser never throws, and every refusal says what is expected', () => {
  const parsers = [
    parseBootstrapUrl,
    parseInvitationUrl,
    parseOrganizationUrl,
    parseServerAddress,
    parseServerUrl,
  ];
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string().map((tail) => `parsec3://${tail}`),
  );
  fc.assert(
    fc.property(texts, (text) => parsers.every((parse) => refusalIsSaid(parse(text)))),
    { numRuns: 500 },
  );
});

const refusalIsSaid = (read: ReturnType<typeof parseServerUrl> | { readonly ok: true }): boolean =>
  read.ok || read.expected !== '';
