import { nodeCrypto } from '@parsec-spec/spec/crypto';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { describe, expect, test } from 'vitest';
import { bearer, type Founding } from './founding.ts';
import { House, msgpack, organizationInfo, outcomeOf } from './house.ts';

const seconds = (shift: number): number => Math.floor(Date.now() / 1000) + shift;
const stranger = nodeCrypto.randomBytes(32);

const hyphened = (hex: string): string =>
  hex.replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-').toUpperCase();

/** The header with the device id spelt otherwise, and signed so. */
function signedAs(founding: Founding, spelling: string): string {
  const text = `PARSEC-SIGN-ED25519.${spelling}.${seconds(0)}`;
  const signature = Buffer.from(nodeCrypto.sign(founding.deviceSeed, Buffer.from(text))).toString(
    'base64url',
  );
  return `Bearer ${text}.${signature}==`;
}

/** Kinds of headers, and the status that each gets on the authenticated route. */
const headers: readonly (readonly [string, number | string, (founding: Founding) => string | undefined])[] = [
  ['as it should be', 'ok', (founding) => bearer(founding)],
  ['with the scheme in other case', 'ok', (founding) => bearer(founding).replace('Bearer', 'bEARER')],
  ['with the device id in hyphens', 'ok', (founding) => signedAs(founding, hyphened(founding.deviceId.hex))],
  ['missing', 401, () => undefined],
  ['one word', 401, () => 'DUMMY'],
  ['a scheme alone', 401, () => 'Bearer'],
  ['three words', 401, (founding) => `${bearer(founding)} x`],
  ['another scheme', 401, (founding) => bearer(founding).replace('Bearer', 'Basic')],
  ['three parts', 401, (founding) => bearer(founding).replace(/\.[^.]+$/, '')],
  ['five parts', 401, (founding) => `${bearer(founding)}.x`],
  ['another algorithm', 401, (founding) => bearer(founding).replace('ED25519', 'RSA')],
  [
    'a device part that is none',
    401,
    (founding) => bearer(founding).replace(founding.deviceId.hex, '<dummy>'),
  ],
  ['a time that is no integer', 401, (founding) => bearer(founding).replace(/\.\d+\./, '.abc.')],
  ['a signature without padding', 401, (founding) => bearer(founding).replace(/=+$/, '')],
  ['a signature that is no base64', 401, (founding) => bearer(founding).replace(/[^.]+$/, '<dummy>')],
  ['a signature too short', 403, (founding) => bearer(founding).replace(/[^.]+$/, 'AAAA')],
  ['an unknown device', 403, (founding) => bearer(founding).replace(founding.deviceId.hex, 'ab'.repeat(16))],
  ['another key', 403, (founding) => bearer(founding, seconds(0), stranger)],
  [
    'a time changed after signing',
    403,
    (founding) => bearer(founding).replace(/\.\d+\./, `.${seconds(-5)}.`),
  ],
  ['another key and stale', 403, (founding) => bearer(founding, seconds(-3600), stranger)],
  ['an invitation token', 401, () => `Bearer ${'ab'.repeat(16)}`],
  ['299 s ahead', 'ok', (founding) => bearer(founding, seconds(299))],
  // Seconds are cut off here, and a moment passes.
  ['302 s ahead', 498, (founding) => bearer(founding, seconds(302))],
  ['319 s behind', 'ok', (founding) => bearer(founding, seconds(-318))],
  ['320 s behind', 498, (founding) => bearer(founding, seconds(-320))],
  ['before 1970', 498, (founding) => bearer(founding, -5)],
  ['beyond the calendar', 498, (founding) => bearer(founding, 999_999_999_999_999)],
];

const commands = { '': organizationInfo, '/tos': { cmd: 'tos_get' } } as const;

async function speak(house: House, id: string, header: string | undefined, route: '' | '/tos' | '/events') {
  const all = [
    ...msgpack,
    ['Accept', 'text/event-stream'],
    ...(header === undefined ? [] : [['Authorization', header]]),
  ] as never;
  if (route !== '/events') return house.call(`/authenticated/${id}${route}`, commands[route], all);
  const reply = await house.exchange({ method: 'GET', target: `/authenticated/${id}/events`, headers: all });
  reply.stream?.end();
  return reply;
}

describe('a device token', () => {
  const house = new House();
  const founded = house.founded();

  test.each(headers)('%s is answered %s on every route of devices', async (_, expected, header) => {
    const { id, founding } = await founded;
    const status = expected === 'ok' ? 200 : expected;
    for (const route of ['', '/tos', '/events'] as const) {
      expect((await speak(house, id, header(founding), route)).status).toBe(status);
    }
  });

  test('may be used again, and never admits another key', async () => {
    const { id, founding } = await founded;
    const token = bearer(founding);
    const outcomes = [token, token, bearer(founding, seconds(0), stranger), token].map((one) =>
      speak(house, id, one, ''),
    );
    expect((await Promise.all(outcomes)).map(outcomeOf)).toEqual(['ok', 'ok', 403, 'ok']);
  });

  test('is 401 on the invited route, as any malformed invitation token is; an unknown one is 403', async () => {
    const { id, founding } = await founded;
    const invited = async (header: string) =>
      (await house.call(`/invited/${id}`, { cmd: 'invite_info' }, [...msgpack, ['Authorization', header]]))
        .status;
    expect(await invited(bearer(founding))).toBe(401);
    expect(await invited(`Bearer ${'a'.repeat(31)}`)).toBe(401);
    expect(await invited(`Bearer ${'ab'.repeat(16)}`)).toBe(403);
  });
});

describe('a user who is not admitted', () => {
  const change = async (house: House, id: string, what: 'expired' | 'frozen' | 'terms', on: boolean) => {
    const body = { expired: { is_expired: on }, terms: { tos: on ? { en: 'https://x.test' } : null } };
    if (what !== 'frozen') return house.administer('PATCH', `/organizations/${id}`, body[what]);
    return house.administer('POST', `/organizations/${id}/users/freeze`, {
      frozen: on,
      user_email: 'alice@example.com',
    });
  };

  test.each([
    ['expired', 460, 'authentication/expired-is-460'],
    ['frozen', 462, 'authentication/frozen-is-462'],
    ['terms', 463, 'terms-of-service/pending-is-463'],
  ] as const)('%s bites at once, and no longer than it lasts', async (what, status, requirement) => {
    for (const [options, expected] of [
      [{}, status],
      [{ omit: [requirement] as readonly RequirementId[] }, 'ok'],
    ] as const) {
      const house = new House(options);
      const { id, founding } = await house.founded();
      const ask = async () => outcomeOf(await house.authenticated(id, founding, organizationInfo));
      expect(await ask()).toBe('ok');
      await change(house, id, what, true);
      expect(await ask()).toBe(expected);
      await change(house, id, what, false);
      expect(await ask()).toBe('ok');
    }
  });

  test('the reply gives the first reason that applies: expired, frozen, terms, stale', async () => {
    const house = new House();
    const { id, founding } = await house.founded();
    const stale = bearer(founding, seconds(-3600));
    const ask = async () => (await speak(house, id, stale, '')).status;
    for (const what of ['expired', 'frozen', 'terms'] as const) await change(house, id, what, true);
    const told = [await ask()];
    for (const what of ['expired', 'frozen', 'terms'] as const) {
      await change(house, id, what, false);
      told.push(await ask());
    }
    expect(told).toEqual([460, 462, 463, 498]);
  });

  test('a stranger learns nothing about a frozen user', async () => {
    const house = new House();
    const { id, founding } = await house.founded();
    await change(house, id, 'frozen', true);
    expect((await speak(house, id, bearer(founding, seconds(0), stranger), '')).status).toBe(403);
    expect((await speak(house, id, bearer(founding), '')).status).toBe(462);
  });

  test('an organization that is not bootstrapped knows no device', async () => {
    const house = new House();
    const { founding } = await house.founded();
    const { id } = await house.organization();
    expect((await speak(house, id, bearer(founding), '')).status).toBe(403);
  });
});
