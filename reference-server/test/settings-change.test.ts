import { describe, expect, test } from 'vitest';
import { certificateGet, House, jsonOf } from './house.ts';

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

  test('expiry may be set and reset twice, and loses nothing', async () => {
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
