import { Uuid } from '@parsec-spec/spec/codec';
import { describe, expect, test } from 'vitest';
import type { Header } from '../src/core/index.ts';
import { found } from './founding.ts';
import {
  administrator,
  certificateGet,
  headerOf,
  House,
  jsonOf,
  organizationInfo,
  outcomeOf,
  tokenIn,
} from './house.ts';

const routes = [
  ['POST', '/organizations', { organization_id: 'New' }],
  ['GET', '/organizations/ID', undefined],
  ['PATCH', '/organizations/ID', {}],
  ['GET', '/organizations/ID/stats', undefined],
  ['GET', '/organizations/ID/users', undefined],
  ['POST', '/organizations/ID/users/freeze', { frozen: true, user_email: 'alice@example.com' }],
  ['GET', '/stats', undefined],
] as const;
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

describe('every administration route', () => {
  test.each(routes)('%s %s is open to the token alone, bad JSON or not', async (method, path, body) => {
    const house = new House();
    const { id } = await house.founded();
    const target = path.replace('ID', id);
    for (const value of [
      undefined,
      'DUMMY',
      'Bearer BAD',
      'Bearer s3cr3',
      'Bearer s3cr3tx',
      'Bearer',
      '',
      'Basic s3cr3t',
    ]) {
      const headers: Header[] = [['Content-Type', 'application/json']];
      if (value !== undefined) headers.push(['Authorization', value]);
      for (const sent of [body, '<dummy>']) {
        expect((await house.administer(method, target, sent, headers)).status).toBe(403);
      }
    }
    const inOtherCase = administrator.map(
      ([name, value]): Header => [name.toLowerCase(), value.replace('Bearer', 'bearer')],
    );
    expect((await house.administer(method, target, body, inOtherCase)).status).toBe(200);
  });

  test.each(routes.filter(([, path]) => path.includes('ID')))(
    '%s %s answers 404 to what is no organization',
    async (method, path, body) => {
      const house = new House();
      for (const segment of ['Unknown', '%3C%3E', 'x'.repeat(33)]) {
        const reply = await house.administer(method, path.replace('ID', segment), body);
        expect(reply.status).toBe(404);
        expect(jsonOf(reply)).toEqual({ detail: expect.stringMatching(/./) });
      }
    },
  );
});

describe('creation', () => {
  const create = (house: House, body: unknown) => house.administer('POST', '/organizations', body);

  test('gives two links with one fresh token, to where the request arrived', async () => {
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
      'parsec3://parsec.test/',
    ],
    [
      [
        ['Host', 'parsec.test'],
        ['X-Forwarded-Proto', 'https'],
      ],
      '10.0.0.1',
      'parsec3://parsec.test/Org?no_ssl',
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

  test('again before the bootstrap replaces everything; the old token is dead, the new one lives', async () => {
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

  test('numbers of 64 bits are kept exactly, unknown keys ignored', async () => {
    const house = new House();
    expect(
      (await create(house, '{"organization_id":"Org","active_users_limit":18446744073709551615,"x":1.5}'))
        .status,
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

describe('change of settings', () => {
  const patch = (house: House, id: string, body: unknown) =>
    house.administer('PATCH', `/organizations/${id}`, body);

  test.each(['before', 'after'])(
    'changes what is named and keeps the rest, %s the bootstrap',
    async (when) => {
      const house = new House();
      const { id } = when === 'before' ? await house.organization(settings) : await house.founded(settings);
      const before = { ...defaults, ...settings, is_bootstrapped: when === 'after' };
      expect(await statusOf(house, id)).toEqual(before);
      for (const body of [
        {},
        { is_expired: true },
        { active_users_limit: null },
        { user_profile_outsider_allowed: true },
        { realm_minimum_archiving_period_before_deletion: 5 },
        { is_expired: false, active_users_limit: 0 },
      ]) {
        expect(jsonOf(await patch(house, id, body))).toEqual({});
        Object.assign(before, body);
        expect(await statusOf(house, id)).toEqual(before);
      }
    },
  );

  test('expiry may be said and taken back twice, and loses nothing', async () => {
    const house = new House();
    const { id, founding } = await house.founded();
    const certificates = async () => (await house.authenticated(id, founding, certificateGet)).body;
    const before = await certificates();
    for (const is_expired of [true, true, false, false])
      expect((await patch(house, id, { is_expired })).status).toBe(200);
    expect(await certificates()).toEqual(before);
  });

  test.each([
    '{"is_expired":"True"}',
    '{"is_expired":1}',
    '{"is_expired":null}',
    '{"tos":{"en":1}}',
    '[]',
    'x',
  ])('%s is answered 422 and has no effect', async (body) => {
    const house = new House();
    const { id } = await house.organization(settings);
    expect((await patch(house, id, body)).status).toBe(422);
    expect(await statusOf(house, id)).toEqual({ ...defaults, ...settings });
  });
});

describe('figures and users', () => {
  const nobody = { active: 0, revoked: 0 };
  const empty = {
    realms: 0,
    data_size: 0,
    metadata_size: 0,
    users: 0,
    active_users: 0,
    users_per_profile_detail: { ADMIN: nobody, STANDARD: nobody, OUTSIDER: nobody },
  };
  const one = {
    ...empty,
    users: 1,
    active_users: 1,
    users_per_profile_detail: { ...empty.users_per_profile_detail, ADMIN: { active: 1, revoked: 0 } },
  };

  test('of one organization, of all, as JSON and CSV, now and then', async () => {
    const house = new House();
    const { id: bare } = await house.organization();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const between = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const { id } = await house.founded();
    expect(jsonOf(await house.administer('GET', `/organizations/${bare}/stats`))).toEqual(empty);
    expect(jsonOf(await house.administer('GET', `/organizations/${id}/stats`))).toEqual(one);
    const all = {
      stats: [
        { organization_id: bare, ...empty },
        { organization_id: id, ...one },
      ],
    };
    expect(jsonOf(await house.administer('GET', '/stats'))).toEqual(all);
    expect(jsonOf(await house.administer('GET', '/stats?format=json&at='))).toEqual(all);
    expect(jsonOf(await house.administer('GET', `/stats?at=${between}`))).toEqual({
      stats: all.stats.slice(0, 1),
    });
    const csv = await house.administer('GET', '/stats?format=csv');
    expect(headerOf(csv, 'content-type')).toBe('text/csv; charset=utf-8');
    expect(Buffer.from(csv.body).toString()).toBe(
      'organization_id,data_size,metadata_size,realms,active_users,admin_users_active,admin_users_revoked,standard_users_active,standard_users_revoked,outsider_users_active,outsider_users_revoked\r\n' +
        `${bare},0,0,0,0,0,0,0,0,0,0\r\n${id},0,0,0,1,1,0,0,0,0,0\r\n`,
    );
  });

  test.each([
    ['?format=CSV', 422],
    ['?format=xml', 422],
    ['?at=dummy', 400],
    ['?at=2020-01-01', 400],
    ['?format=json&format=csv', 200],
  ] as const)('%s is answered %s', async (query, status) => {
    expect((await new House().administer('GET', `/stats${query}`)).status).toBe(status);
  });

  test('a user is frozen and unfrozen, by id or e-mail, twice', async () => {
    const house = new House();
    const { id, founding } = await house.founded();
    const freeze = (body: object) => house.administer('POST', `/organizations/${id}/users/freeze`, body);
    const alice = {
      user_id: founding.userId.hex,
      user_email: 'alice@example.com',
      user_name: 'Alice',
      frozen: false,
    };
    const listed = async () => jsonOf(await house.administer('GET', `/organizations/${id}/users`));
    expect(await listed()).toEqual({ users: [alice] });
    for (const by of [{ user_id: alice.user_id }, { user_email: alice.user_email, user_id: null }]) {
      for (const frozen of [true, true, false, false]) {
        expect(jsonOf(await freeze({ ...by, frozen }))).toEqual({ ...alice, frozen });
        expect(await listed()).toEqual({ users: [{ ...alice, frozen }] });
      }
    }
    const stranger = Uuid.of(new Uint8Array(16)).hex;
    for (const [body, status] of [
      [{ frozen: true }, 400],
      [{ frozen: true, ...alice }, 422],
      [{ frozen: true, user_id: alice.user_id, user_email: alice.user_email }, 400],
      [{ frozen: true, user_id: stranger }, 404],
      [{ frozen: true, user_email: 'Alice@example.com' }, 404],
      [{ frozen: true, user_id: 1 }, 422],
      [{ frozen: true, user_id: '<>' }, 422],
      [{ frozen: true, user_id: 'a'.repeat(31) }, 422],
      [{ frozen: 1, user_id: alice.user_id }, 422],
      [{ user_id: alice.user_id }, 422],
    ] as const) {
      expect([body, (await freeze(body)).status]).toEqual([
        body,
        status === 422 && 'user_name' in body ? 400 : status,
      ]);
    }
    expect(await listed()).toEqual({ users: [alice] });
  });

  test.each([
    [
      'user_freeze/not-both-selectors',
      (user_id: string) => ({ frozen: true, user_id, user_email: 'alice@example.com' }),
    ],
    ['user_freeze/user-known', () => ({ frozen: true, user_email: 'nobody@example.com' })],
    ['server_stats/at-is-a-time', undefined],
    ['administration/organization-known', undefined],
  ] as const)('%s is broken by leaving its guard out', async (omitted, body) => {
    const house = new House({ omit: [omitted] });
    const { id, founding } = await house.founded();
    const target = {
      'server_stats/at-is-a-time': '/stats?at=dummy',
      'administration/organization-known': '/organizations/Unknown/stats',
    };
    const reply = body
      ? await house.administer('POST', `/organizations/${id}/users/freeze`, body(founding.userId.hex))
      : await house.administer('GET', target[omitted as keyof typeof target]);
    expect(reply.status).toBe(200);
  });
});
