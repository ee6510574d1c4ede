import { DateTime } from '@parsec-spec/spec/codec';
import { expect, test } from 'vitest';
import { House, jsonOf, organizationInfo, outcomeOf, replyOf } from './house.ts';

const first = { en_US: 'https://terms.test/en', fr_FR: 'https://terms.test/fr' };

test('terms are read, accepted by their very time, replaced, removed', async () => {
  const house = new House();
  const { id, founding } = await house.founded({ tos: first });
  const ask = async (command: Parameters<House['call']>[1], route = '') =>
    house.authenticated(id, founding, command, route);
  const info = async () => outcomeOf(await ask(organizationInfo));
  const accept = async (tos_updated_on: DateTime) =>
    outcomeOf(await ask({ cmd: 'tos_accept', tos_updated_on }, '/tos'));
  const terms = async () =>
    replyOf(await ask({ cmd: 'tos_get' }, '/tos')) as unknown as { updated_on: DateTime };

  expect(await info()).toBe(463);
  const given = await terms();
  expect(given).toMatchObject({ status: 'ok', per_locale_urls: first });
  const status = jsonOf(await house.administer('GET', `/organizations/${id}`)) as {
    tos: { updated_on: string };
  };
  expect(status.tos).toEqual({ per_locale_urls: first, updated_on: given.updated_on.toString() });
  expect(await info()).toBe(463);

  expect(await accept(given.updated_on.plus(1n))).toBe('tos_mismatch');
  expect(await accept(given.updated_on.plus(-1n))).toBe('tos_mismatch');
  expect(await info()).toBe(463);
  expect(await accept(given.updated_on)).toBe('ok');
  expect(await accept(given.updated_on)).toBe('ok');
  expect(await info()).toBe('ok');

  // The same terms set again are new terms, with a later time even within one tick of the clock.
  await house.administer('PATCH', `/organizations/${id}`, { tos: first });
  await house.administer('PATCH', `/organizations/${id}`, { tos: first });
  const again = await terms();
  expect(DateTime.compare(again.updated_on, given.updated_on)).toBe(1);
  expect(await info()).toBe(463);
  expect(await accept(given.updated_on)).toBe('tos_mismatch');
  expect(await accept(again.updated_on)).toBe('ok');
  expect(await info()).toBe('ok');

  await house.administer('PATCH', `/organizations/${id}`, { tos: null });
  expect(await info()).toBe('ok');
  expect(outcomeOf(await ask({ cmd: 'tos_get' }, '/tos'))).toBe('no_tos');
  expect(await accept(again.updated_on)).toBe('no_tos');
});

test('terms that were set while the clock stood still must be accepted anew', async () => {
  const now = DateTime.ofMillis(Date.now());
  const house = new House({ clock: () => now });
  const { id, founding } = await house.founded({ tos: first });
  for (let round = 0; round < 3; round++) {
    await house.administer('PATCH', `/organizations/${id}`, { tos: first });
    expect(outcomeOf(await house.authenticated(id, founding, organizationInfo))).toBe(463);
    const { updated_on } = replyOf(await house.authenticated(id, founding, { cmd: 'tos_get' }, '/tos'));
    await house.authenticated(
      id,
      founding,
      { cmd: 'tos_accept', tos_updated_on: updated_on as DateTime },
      '/tos',
    );
    expect(outcomeOf(await house.authenticated(id, founding, organizationInfo))).toBe('ok');
  }
});

test.each(['tos_get/no-terms', 'tos_accept/no-terms'] as const)(
  '%s is broken by leaving its guard out',
  async (omitted) => {
    const house = new House({ omit: [omitted] });
    const { id, founding } = await house.founded();
    const command =
      omitted === 'tos_get/no-terms'
        ? { cmd: 'tos_get' }
        : { cmd: 'tos_accept', tos_updated_on: DateTime.of(0n) };
    expect(outcomeOf(await house.authenticated(id, founding, command, '/tos'))).toBe('ok');
  },
);

test('tos_accept/exact-time is broken by leaving its guard out', async () => {
  const house = new House({ omit: ['tos_accept/exact-time'] });
  const { id, founding } = await house.founded({ tos: first });
  const accepted = await house.authenticated(
    id,
    founding,
    { cmd: 'tos_accept', tos_updated_on: DateTime.of(0n) },
    '/tos',
  );
  expect(outcomeOf(accepted)).toBe('ok');
  expect(outcomeOf(await house.authenticated(id, founding, organizationInfo))).toBe('ok');
});
