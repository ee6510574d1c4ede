import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encode } from '../../src/codec/index.ts';
import { valid } from '../../src/schemas/arbitraries.ts';
import {
  formatSignUpRedirection,
  formatSignUpUrl,
  parseInvitationUrl,
  parseSignUpUrl,
} from '../../src/urls/index.ts';

const server = { host: 'parsec.example', port: 8443, tls: true } as const;
const plain = { host: '127.0.0.1', port: 6777, tls: false } as const;
const address = { server, email: 'zoe@example.com', code: 'AB23CD' } as const;
const p = (value: Parameters<typeof encode>[0]): string => Buffer.from(encode(value)).toString('base64url');

describe('a sign-up link', () => {
  test('is written in both forms, and read in both', () => {
    const payload = 'kq96b2VAZXhhbXBsZS5jb22mQUIyM0NE';
    expect(formatSignUpUrl(address)).toBe(`parsec3://parsec.example:8443/?a=sign_up&p=${payload}`);
    expect(formatSignUpRedirection(address)).toBe(
      `https://parsec.example:8443/redirect/?a=sign_up&p=${payload}`,
    );
    expect(formatSignUpUrl({ ...address, server: plain })).toBe(
      `parsec3://127.0.0.1:6777/?no_ssl=true&a=sign_up&p=${payload}`,
    );
    for (const text of [formatSignUpUrl(address), formatSignUpRedirection(address)])
      expect(parseSignUpUrl(text)).toEqual({ ok: true, address });
    // The redirected link has no path at all.
    expect(parseSignUpUrl(`parsec3://parsec.example:8443?a=sign_up&p=${payload}`)).toEqual({
      ok: true,
      address,
    });
  });

  test('keeps every address and every code in both forms', () => {
    const alphabet = [...'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'];
    const code = fc.string({ unit: fc.constantFrom(...alphabet), minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(valid.EmailAddress(), code, fc.constantFrom(server, plain), (email, secret, at) => {
        const known = { server: at, email, code: secret };
        expect(parseSignUpUrl(formatSignUpUrl(known))).toEqual({ ok: true, address: known });
        expect(parseSignUpUrl(formatSignUpRedirection(known))).toEqual({ ok: true, address: known });
      }),
    );
  });

  test.each([
    ['parsec3://parsec.example/Org?a=sign_up&p=', 'path', p(['zoe@example.com', 'AB23CD'])],
    ['parsec3://parsec.example/?a=claim_user&p=', 'action', p(['zoe@example.com', 'AB23CD'])],
    ['parsec3://parsec.example/?a=sign_up&p=', 'payload', p(['zoe@example.com', 'AB23CI'])],
    ['parsec3://parsec.example/?a=sign_up&p=', 'payload', p(['zoe@example.com', 'AB23C'])],
    ['parsec3://parsec.example/?a=sign_up&p=', 'payload', p(['zoe', 'AB23CD'])],
    ['parsec3://parsec.example/?a=sign_up&p=', 'payload', p(['zoe@example.com', 'AB23CD', 1])],
    ['parsec3://parsec.example/?a=sign_up&p=', 'payload', p('zoe@example.com')],
    ['parsec3://parsec.example/?a=sign_up&p=', 'payload', `${p(['zoe@example.com', 'AB23CD'])}=`],
    ['parsec3://parsec.example/?a=sign_up', 'payload', ''],
    ['http://parsec.example/sign-up?a=sign_up&p=', 'path', p(['zoe@example.com', 'AB23CD'])],
  ])('%s… is refused for its %s', (text, reason, payload) => {
    const read = parseSignUpUrl(text + payload);
    expect(read).toMatchObject({ ok: false, reason });
    // The code is a secret, so the refusal must not contain it.
    expect(JSON.stringify(read)).not.toContain('AB23C');
  });

  test('is not an invitation', () => {
    expect(parseInvitationUrl(formatSignUpUrl(address))).toMatchObject({ ok: false });
  });
});
