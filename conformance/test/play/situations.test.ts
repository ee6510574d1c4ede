import { expect, test } from 'vitest';
import { emptyOrganization, type UserState } from '../../src/model/state.ts';
import { changesBySubject } from '../../src/play/past-changes.ts';
import { rarest } from '../../src/play/situation-counts.ts';
import { situationsOf } from '../../src/play/situations.ts';

const user: UserState = { email: 'bob@example.com', profile: 'STANDARD', revoked: false, frozen: true };
const state = { ...emptyOrganization, users: new Map([['bob', user]]) };
const changes = changesBySubject([
  { cmd: 'user_freeze', user: 'bob' },
  { cmd: 'user_update', by: 'alice-laptop', user: 'bob', profile: 'STANDARD' },
]);
const before = { changes, latest: 'user_update' };
const by = { device: 'alice-laptop', user: 'alice' };

test('a situation contains the state and the last change of the user whose address a call names', () => {
  const situations = situationsOf(state, { cmd: 'invite_new_user', by, email: user.email }, [], before);
  expect(situations).toContain('invite_new_user: nothing for the address of STANDARD false true');
  expect(situations).toContain('invite_new_user: nothing for the address of one after user_freeze STANDARD');
});

test('a situation has the state of the owner of a device that exists already', () => {
  const request = { cmd: 'device_create', by, at: 1, device: 'bob-laptop' } as const;
  const rule = ['device_create/device-id-new', true, 'device_already_exists'] as const;
  expect(situationsOf(state, request, [rule], before)).toContain(
    'device_create: device_create/device-id-new of STANDARD false true',
  );
});

test('a situation of an update has the settings that it keeps, and whether there are terms', () => {
  const request = { cmd: 'organization_update', outsiders: false, archiving: 0 } as const;
  expect(situationsOf(state, request, [], before)).toContain(
    'organization_update: nothing that keeps expired,limit,terms of one with no terms',
  );
});

test('of several calls the one is chosen whose situations were tried least', () => {
  const counts = { times: new Map([['a: nothing', 3]]), offset: 0 };
  const candidates = [{ names: ['a: nothing', 'a: nothing'] }, { names: ['b: nothing', 'b: nothing'] }];
  expect(rarest(candidates, counts)).toBe(candidates[1]);
  expect(rarest([], counts)).toBeUndefined();
});
