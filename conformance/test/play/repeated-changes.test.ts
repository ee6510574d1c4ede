import type { StoryCall } from '@parsec-spec/spec/stories';
import { expect, test } from 'vitest';
import { emptyOrganization } from '../../src/model/state.ts';
import { repeatsOf } from '../../src/play/repeated-changes.ts';

const state = {
  ...emptyOrganization,
  devices: new Map([
    ['alice-laptop', 'alice'],
    ['alice-phone', 'alice'],
    ['bob-laptop', 'bob'],
  ]),
};

test('a freeze is repeated, undone, and made by address', () => {
  const freeze: StoryCall = { cmd: 'user_freeze', user: 'bob', in: 'second' };
  expect(repeatsOf([freeze], state, 0)).toEqual([
    { cmd: 'user_freeze', user: 'bob' },
    { cmd: 'user_unfreeze', user: 'bob' },
    { cmd: 'user_freeze', user: 'bob', byAddress: true },
  ]);
});

test('other devices repeat a change, and only those of the greeter a move', () => {
  const invitation: StoryCall = { cmd: 'invite_new_user', by: 'alice-laptop', email: 'zoe@example.com' };
  const authors = repeatsOf([invitation], state, 0).map((call) => 'by' in call && call.by);
  expect(authors).toEqual(['alice-laptop', 'alice-phone', 'bob-laptop']);
  const greeting = { token: 'zoe@example.com#1', greeter: 'alice' };
  const start: StoryCall = { cmd: 'greeting_start', by: 'alice-laptop', ...greeting };
  const greeters = repeatsOf([start], state, 0).map((call) => 'by' in call && call.by);
  expect(greeters).toEqual(['alice-laptop', 'alice-phone']);
  expect(repeatsOf([{ cmd: 'greeting_start', ...greeting }], state, 0)).toHaveLength(1);
});
