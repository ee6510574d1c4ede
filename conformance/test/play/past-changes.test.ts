import type { StoryCall } from '@parsec-spec/spec/stories';
import { expect, test } from 'vitest';
import { emptyOrganization, type UserState } from '../../src/model/state.ts';
import { changesBySubject, inOrderOfChange } from '../../src/play/past-changes.ts';

const user: UserState = { email: '', profile: 'ADMIN', revoked: false, frozen: false };
const past: readonly StoryCall[] = [
  { cmd: 'user_freeze', user: 'bob' },
  { cmd: 'user_update', by: 'alice-laptop', user: 'bob', profile: 'OUTSIDER' },
  { cmd: 'invite_new_device', by: 'alice-phone' },
  { cmd: 'user_unfreeze', user: 'bob' },
  { cmd: 'user_freeze', user: 'bob' },
];

test('the changes of a subject are its latest ones', () => {
  expect(changesBySubject(past).get('bob')).toBe('OUTSIDER user_unfreeze user_freeze');
  expect(changesBySubject(past).get('alice')).toBe('invite_new_device');
});

test('users and their devices are in the order of their latest change', () => {
  const { users, devices } = inOrderOfChange(
    {
      ...emptyOrganization,
      users: new Map([
        ['bob', user],
        ['alice', user],
        ['carl', user],
      ]),
      devices: new Map([
        ['bob-laptop', 'bob'],
        ['alice-laptop', 'alice'],
        ['carl-laptop', 'carl'],
      ]),
    },
    past,
  );
  expect([...users.keys()]).toEqual(['carl', 'alice', 'bob']);
  expect([...devices.keys()]).toEqual(['carl-laptop', 'alice-laptop', 'bob-laptop']);
});
