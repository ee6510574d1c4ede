import { Uuid } from '@parsec-spec/spec/codec';
import { describe, expect, test } from 'vitest';
import type { Header } from '../src/core/call.ts';
import { House, administrator, headerOf, jsonOf } from './house.ts';

const routes = [
  ['POST', '/organizations', { organization_id: 'New' }],
  ['GET', '/organizations/ID', undefined],
  ['PATCH', '/organizations/ID', {}],
  ['GET', '/organizations/ID/stats', undefined],
  ['GET', '/organizations/ID/users', undefined],
  ['POST', '/organizations/ID/users/freeze', { frozen: true, user_email: 'alice@example.com' }],
  ['GET', '/stats', undefined],
] as const;
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
      [{ frozen: true, user_id: alice.user_id, user_email: alice.user_email }, 400],
      [{ frozen: true, user_id: stranger }, 404],
      [{ frozen: true, user_email: 'Alice@example.com' }, 404],
      [{ frozen: true, user_id: 1 }, 422],
      [{ frozen: true, user_id: '<>' }, 422],
      [{ frozen: true, user_id: 'a'.repeat(31) }, 422],
      [{ frozen: 1, user_id: alice.user_id }, 422],
      [{ user_id: alice.user_id }, 422],
    ] as const) {
      expect([body, (await freeze(body)).status]).toEqual([body, status]);
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
