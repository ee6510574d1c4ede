import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyOrganization, type UserState } from '../../src/model/state.ts';
import { anyMove } from '../../src/play/any-greeting-call.ts';

const alice: UserState = { email: 'alice@example.com', profile: 'ADMIN', revoked: false, frozen: false };
const token = 'zoe@example.com#1';
const invited = {
  ...emptyOrganization,
  users: new Map([['alice', alice]]),
  invitations: [
    { token, type: 'USER' as const, about: 'zoe@example.com', status: 'PENDING' as const, events: [] },
  ],
};

const authors = (devices: ReadonlyMap<string, string>): readonly unknown[] => [
  ...new Set(
    fc
      .sample(anyMove({ ...invited, devices }, [token]), { numRuns: 100, seed: 1 })
      .map((call) => ('by' in call ? call.by : undefined)),
  ),
];

test('a greeting of a user without a device has only moves of the claimer', () => {
  expect(authors(new Map([['alice-laptop', 'alice']]))).toEqual(
    expect.arrayContaining(['alice-laptop', undefined]),
  );
  expect(authors(new Map([['alice-laptop', 'bob']]))).toEqual([undefined]);
});
