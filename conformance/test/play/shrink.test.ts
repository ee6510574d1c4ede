import type { StoryCall } from '@parsec-spec/spec/stories';
import { expect, test } from 'vitest';
import { shrink, simplerSettings } from '../../src/play/shrink.ts';

const invites = (name: string, by = 'alice-laptop') => ({
  cmd: 'invite_new_user' as const,
  by,
  email: `${name}@example.com`,
});
const long = Array.from({ length: 40 }, (_, index) => invites(`user${index}`, 'carl-laptop'));
const never = () => false;

/** Shows a contradiction in stories that contain calls about these invitees, in this order. */
const needs =
  (...invitees: number[]) =>
  async (calls: readonly StoryCall[]) => {
    const about = calls.map((call) => ('email' in call ? call.email : ''));
    return invitees.every((invitee) => about.includes(`user${invitee}@example.com`)) ? calls : undefined;
  };

test('the calls that a contradiction needs remain, in order', async () => {
  const smallest = await shrink(long, needs(3, 17, 39), never);
  expect(smallest).toEqual([invites('user3'), invites('user17'), invites('user39')]);
});

test('calls that are only needed together are left out together', async () => {
  const shows = async (calls: readonly StoryCall[]) => {
    const count = calls.filter((call) => JSON.stringify(call).includes('user1@')).length;
    const twin = calls.filter((call) => JSON.stringify(call).includes('user2@')).length;
    return count === twin ? calls : undefined;
  };
  expect(await shrink(long.slice(0, 5), shows, never)).toHaveLength(1);
});

test('another person stays if alice cannot take the part', async () => {
  const shows = async (calls: readonly StoryCall[]) =>
    calls.some((call) => 'by' in call && call.by === 'carl-laptop') ? calls : undefined;
  expect(await shrink(long, shows, never)).toEqual([invites('zoe', 'carl-laptop')]);
});

test('alice takes the part of another person, also in device invitations', async () => {
  const calls: readonly StoryCall[] = [
    { cmd: 'invite_new_device', by: 'bob-laptop' },
    { cmd: 'greeting_start', by: 'bob-laptop', token: 'bob#1', greeter: 'bob' },
  ];
  const shows = async (shorter: readonly StoryCall[]) => (shorter.length === 2 ? shorter : undefined);
  expect(await shrink(calls, shows, never)).toEqual([
    { cmd: 'invite_new_device', by: 'alice-laptop' },
    { cmd: 'greeting_start', by: 'alice-laptop', token: 'alice#1', greeter: 'alice' },
  ]);
});

test('a further device and an address go if they are not needed', async () => {
  const calls: readonly StoryCall[] = [
    { cmd: 'user_freeze', user: 'bob', byAddress: true },
    { cmd: 'organization_info', by: 'bob-phone' },
  ];
  const shows = async (shorter: readonly StoryCall[]) =>
    shorter.length === 2 && JSON.stringify(shorter).includes('bob-') ? shorter : undefined;
  expect(await shrink(calls, shows, never)).toEqual([
    { cmd: 'user_freeze', user: 'bob' },
    { cmd: 'organization_info', by: 'bob-laptop' },
  ]);
});

test('mails go that are not needed', async () => {
  const [first, last] = [{ ...invites('zoe'), mail: true as const }, invites('zoe')];
  const needsMail = async (calls: readonly StoryCall[]) =>
    calls.length === 2 && calls.slice(1).some((call) => 'mail' in call) ? calls : undefined;
  const needsNone = async (calls: readonly StoryCall[]) => (calls.length === 2 ? calls : undefined);
  expect(await shrink([first, first], needsMail, never)).toEqual([last, first]);
  expect(await shrink([first, first], needsNone, never)).toEqual([last, last]);
});

test('calls move to the first organization if they show the same there', async () => {
  const calls: readonly StoryCall[] = [
    { cmd: 'organization_create', limit: null, in: 'second' },
    { cmd: 'organization_bootstrap', user: 'alice', link: 1, in: 'second' },
    { ...invites('user1'), in: 'second' },
  ];
  expect(await shrink(calls, needs(1), never)).toEqual([invites('user1')]);
  const shows = async (shorter: readonly StoryCall[]) =>
    shorter.length === 3 && shorter[2]?.in === 'second' ? shorter : undefined;
  expect(await shrink(calls, shows, never)).toEqual([
    ...calls.slice(0, 2),
    { ...invites('zoe'), in: 'second' },
  ]);
});

test('users get the addresses of their names, and others the same one', async () => {
  const calls: readonly StoryCall[] = [
    { cmd: 'user_create', by: 'alice-laptop', user: 'bob', email: 'carl@example.com', profile: 'ADMIN' },
    { ...invites('walt'), by: 'bob-laptop' },
    { cmd: 'invite_cancel', by: 'bob-laptop', token: 'walt@example.com#1' },
  ];
  const shows = async (shorter: readonly StoryCall[]) => {
    const text = JSON.stringify(shorter);
    return shorter.length === 3 && text.includes('bob-') && !text.includes('alice@') ? shorter : undefined;
  };
  expect(await shrink(calls, shows, never)).toEqual([
    { cmd: 'user_create', by: 'alice-laptop', user: 'bob', email: 'bob@example.com', profile: 'ADMIN' },
    { ...invites('zoe'), by: 'bob-laptop' },
    { cmd: 'invite_cancel', by: 'bob-laptop', token: 'zoe@example.com#1' },
  ]);
});

test('an address stays if two users share it', async () => {
  const enrols = (user: string): StoryCall => {
    const email = 'bob@example.com';
    return { cmd: 'user_create', by: 'alice-laptop', user, email, profile: 'ADMIN' };
  };
  const shows = async (shorter: readonly StoryCall[]) =>
    shorter.length === 2 && shorter.every((call) => 'email' in call && call.email === 'bob@example.com')
      ? shorter
      : undefined;
  expect(await shrink([enrols('bob'), enrols('ida')], shows, never)).toEqual([enrols('bob'), enrols('ida')]);
});

test('settings that are not needed are left out', async () => {
  const update = { cmd: 'organization_update', limit: 2, expired: true, outsiders: false } as const;
  const creation = { cmd: 'organization_create', limit: 5, archiving: 1, in: 'second' } as const;
  const shows = async (shorter: readonly StoryCall[]) =>
    shorter.length === 2 && JSON.stringify(shorter).includes('"expired":true') ? shorter : undefined;
  expect(await shrink([creation, update], shows, never)).toEqual([
    { cmd: 'organization_create', limit: null, in: 'second' },
    { cmd: 'organization_update', expired: true },
  ]);
});

test('simpler settings of the first organization have no limit or no sequester authority', () => {
  expect(simplerSettings({ active_users_limit: null })).toEqual([]);
  expect(simplerSettings({ active_users_limit: 3, sequestered: true })).toEqual([
    { active_users_limit: null },
    { active_users_limit: null, sequestered: true },
    { active_users_limit: 3 },
  ]);
});

test('nothing is tried after the time limit', async () => {
  let tries = 0;
  const count = async () => {
    tries += 1;
    return undefined;
  };
  expect(await shrink(long, count, () => true)).toBe(long);
  expect(tries).toBe(0);
});
