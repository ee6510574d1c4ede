import { describe, expect, test } from 'vitest';
import type { Header } from '../src/core/call.ts';
import { found } from './founding.ts';
import { House, administrator, jsonOf, organizationInfo, outcomeOf, tokenIn } from './house.ts';

const defaults = {
  is_bootstrapped: false,
  is_expired: false,
  user_profile_outsider_allowed: true,
  active_users_limit: null,
  realm_minimum_archiving_period_before_deletion: 2_592_000,
  tos: null,
};
const settings = {
  user_profile_outsider_allowed: false,
  active_users_limit: 7,
  realm_minimum_archiving_period_before_deletion: 0,
};
const statusOf = async (house: House, id: string) =>
  jsonOf(await house.administer('GET', `/organizations/${id}`));

describe('creation', () => {
  const create = (house: House, body: unknown) => house.administer('POST', '/organizations', body);

  test('gives two links with one fresh token, to the address that received the request', async () => {
    const house = new House();
    const urls = jsonOf(await create(house, { organization_id: 'Café' })) as Record<string, string>;
    const payload = new URL(urls.bootstrap_url ?? '').searchParams.get('p');
    expect(urls.bootstrap_url).toBe(
      `parsec3://parsec.test:1234/Caf%C3%A9?no_ssl=true&a=bootstrap_organization&p=${payload}`,
    );
    expect(urls.bootstrap_url_as_http_redirection).toBe(
      `http://parsec.test:1234/redirect/Caf%C3%A9?a=bootstrap_organization&p=${payload}`,
    );
    expect(tokenIn(await create(house, { organization_id: 'Other' }))).not.toEqual(
      Buffer.from(payload ?? '', 'base64url').subarray(2),
    );
  });

  test.each([
    [
      [
        ['Host', 'parsec.test'],
        ['X-Forwarded-Proto', 'https'],
      ],
      '127.0.0.1',
      'parsec3://parsec.test/Org?a=',
    ],
    [
      [
        ['Host', 'parsec.test'],
        ['X-Forwarded-Proto', 'https'],
      ],
      '10.0.0.1',
      'parsec3://parsec.test/Org?no_ssl',
    ],
    [
      [
        ['Host', 'parsec.test'],
        ['X-Forwarded-Proto', 'https'],
        ['X-Forwarded-Proto', 'http'],
      ],
      '127.0.0.1',
      'parsec3://parsec.test/Org?no_ssl',
    ],
    [
      [
        ['Host', 'parsec.test'],
        ['X-Forwarded-Proto', 'http, https'],
      ],
      '127.0.0.1',
      'parsec3://parsec.test/Org?a=',
    ],
    [[['Host', '[::1]:99']], '', 'parsec3://[::1]:99/'],
    [[['Host', 'user@host/path']], '', 'parsec3://public.test/'],
    [[], '', 'parsec3://public.test/'],
  ] as const)('names the way the request came: %j from %s', async (extra, peer, start) => {
    const house = new House({ config: { server_addr: { host: 'public.test', port: 443, tls: true } } });
    const headers = [...administrator.filter(([name]) => name !== 'Host'), ...extra];
    const body = { read: async () => Buffer.from('{"organization_id":"Org"}') };
    const reply = await house.server.handle({
      method: 'POST',
      target: '/administration/organizations',
      headers,
      body,
      peer,
      secure: false,
    });
    expect(JSON.parse(String(reply.body)).bootstrap_url).toContain(start);
  });

  test('absent settings take the defaults of the server, null is a value', async () => {
    const house = new House({
      config: {
        initial: {
          active_users_limit: 10,
          user_profile_outsider_allowed: false,
          tos: { en: 'https://x.test' },
        },
      },
    });
    await create(house, { organization_id: 'Bare' });
    expect(await statusOf(house, 'Bare')).toMatchObject({
      active_users_limit: 10,
      user_profile_outsider_allowed: false,
      tos: { per_locale_urls: { en: 'https://x.test' } },
    });
    await create(house, {
      organization_id: 'Unlimited',
      active_users_limit: null,
      user_profile_outsider_allowed: true,
    });
    expect(await statusOf(house, 'Unlimited')).toMatchObject({
      active_users_limit: null,
      user_profile_outsider_allowed: true,
    });
  });

  test('repeated before the bootstrap replaces everything: the old token is invalid, the new one valid', async () => {
    const house = new House();
    const { id, token } = await house.organization(settings);
    await house.administer('PATCH', `/organizations/${id}`, {
      is_expired: true,
      tos: { en: 'https://x.test' },
    });
    const fresh = tokenIn(await create(house, { organization_id: id }));
    expect(await statusOf(house, id)).toEqual(defaults);
    expect(outcomeOf(await house.bootstrap(id, found(token)))).toBe('invalid_bootstrap_token');
    expect(outcomeOf(await house.bootstrap(id, found(fresh)))).toBe('ok');
  });

  test('after the bootstrap is refused and changes nothing; without its guard it is not', async () => {
    for (const [options, status] of [
      [{}, 400],
      [{ omit: ['organization_create/bootstrapped-is-refused'] }, 200],
    ] as const) {
      const house = new House(options);
      const { id, founding } = await house.founded(settings);
      const before = await statusOf(house, id);
      expect((await create(house, { organization_id: id })).status).toBe(status);
      if (status === 200) continue;
      expect(await statusOf(house, id)).toEqual(before);
      expect(outcomeOf(await house.authenticated(id, founding, organizationInfo))).toBe('ok');
    }
  });

  test.each([
    '<dummy>',
    '',
    'null',
    '[]',
    '{}',
    '{"organization_id":1}',
    '{"organization_id":"<>"}',
    `{"organization_id":"${'x'.repeat(33)}"}`,
    '{"organization_id":"a","organization_id":""}',
    ...[
      '"active_users_limit":"42"',
      '"active_users_limit":-1',
      '"active_users_limit":1.5',
      '"active_users_limit":3.0',
      '"active_users_limit":1e2',
      '"active_users_limit":18446744073709551616',
      '"active_users_limit":true',
      '"user_profile_outsider_allowed":"true"',
      '"user_profile_outsider_allowed":1',
      '"user_profile_outsider_allowed":null',
      '"tos":{"en":1}',
      '"tos":{"en":"\\ud800"}',
      '"tos":{"\\ud800":"https://x.test"}',
      '"tos":null',
      '"tos":[]',
      '"realm_minimum_archiving_period_before_deletion":-1',
      '"realm_minimum_archiving_period_before_deletion":null',
    ].map((field) => `{"organization_id":"Org","user_profile_outsider_allowed":true,${field}}`),
  ])('%s is answered 422 and has no effect', async (body) => {
    const house = new House();
    expect((await create(house, body)).status).toBe(422);
    expect((await house.administer('GET', '/organizations/Org')).status).toBe(404);
  });

  test('64-bit numbers are kept exactly, unknown keys ignored', async () => {
    const house = new House();
    expect(
      (
        await create(
          house,
          '{"organization_id":"Org","active_users_limit":18446744073709551615,"x":1.5,"y":"\\ud800"}',
        )
      ).status,
    ).toBe(200);
    expect(Buffer.from((await house.administer('GET', '/organizations/Org')).body).toString()).toContain(
      '"active_users_limit":18446744073709551615,',
    );
  });

  test.each([
    [undefined, 422],
    ['text/plain', 422],
    ['application/json; charset=utf-8', 200],
    ['application/foo+json', 200],
  ] as const)('a body of content type %s is answered %s', async (type, status) => {
    const headers: Header[] = [
      ['Authorization', 'Bearer s3cr3t'],
      ...(type === undefined ? [] : [['Content-Type', type] as const]),
    ];
    expect(
      (await new House().administer('POST', '/organizations', { organization_id: 'Org' }, headers)).status,
    ).toBe(status);
  });

  test('composed and decomposed spellings name one organization', async () => {
    const house = new House();
    await create(house, { organization_id: 'Cafe\u0301' });
    expect((await house.administer('GET', '/organizations/Caf%C3%A9')).status).toBe(200);
    expect((await house.administer('GET', '/organizations/Cafe%CC%81')).status).toBe(200);
  });
});
