import type { StoryCall } from '@parsec-spec/spec/stories';
import { expect, test } from 'vitest';
import { emptyOrganization, type OrganizationState, type UserState } from '../../src/model/state.ts';
import { closingReads, readsAfter } from '../../src/play/reads.ts';
import type { StoryStates } from '../../src/play/story-states.ts';

const user: UserState = { email: 'bob@example.com', profile: 'ADMIN', revoked: false, frozen: false };
const state: OrganizationState = {
  ...emptyOrganization,
  phase: 'bootstrapped',
  users: new Map([
    ['alice', { ...user, email: 'alice@example.com' }],
    ['bob', user],
  ]),
  devices: new Map([
    ['alice-laptop', 'alice'],
    ['bob-laptop', 'bob'],
    ['bob-phone', 'bob'],
  ]),
};
const states: StoryStates = new Map([
  ['first', state],
  ['second', state],
]);

/** The alternatives of each read after a call. */
function alternatives(call: StoryCall, after: StoryStates = states) {
  const groups: (readonly StoryCall[])[] = [];
  readsAfter(call, state, after, (calls) => {
    groups.push(calls);
    return calls[0];
  });
  return groups;
}

test('after a freeze the user calls with each device, here and in another organization', () => {
  const frozen: OrganizationState = {
    ...state,
    users: new Map(state.users).set('bob', { ...user, frozen: true }),
  };
  const after: StoryStates = new Map([
    ['first', frozen],
    ['second', state],
  ]);
  const [own = [], seen, , , elsewhere] = alternatives({ cmd: 'user_freeze', user: 'bob' }, after);
  expect(own).toContainEqual({ cmd: 'organization_info', by: 'bob-laptop' });
  expect(own).toContainEqual({ cmd: 'list_frozen_users', by: 'bob-phone' });
  expect(seen).toContainEqual({ cmd: 'list_frozen_users', by: 'alice-laptop' });
  expect(seen).toContainEqual({ cmd: 'invite_new_user', by: 'alice-laptop', email: 'bob@example.com' });
  expect(elsewhere).toContainEqual({ cmd: 'organization_info', by: 'bob-phone', in: 'second' });
});

test('a limit that is reached, and a freeze where it is reached, are followed by an enrolment', () => {
  const full = new Map([['first', { ...state, limit: 2 }]] as const);
  const limit: StoryCall = { cmd: 'organization_limit', limit: 2 };
  const enrolment = { cmd: 'user_create', by: 'alice-laptop', user: 'adam', email: 'adam@example.com' };
  expect(alternatives(limit, full)[1]).toContainEqual(expect.objectContaining(enrolment));
  expect(alternatives(limit)[1]).toEqual([]);
  expect(alternatives({ cmd: 'user_freeze', user: 'bob' }, full)[3]).toContainEqual(
    expect.objectContaining(enrolment),
  );
});

test('after the end of an invitation its claimer looks at it', () => {
  const cancel: StoryCall = { cmd: 'invite_cancel', by: 'bob-laptop', token: 'zoe@example.com#1' };
  expect(alternatives(cancel)).toContainEqual([{ cmd: 'invite_info', token: 'zoe@example.com#1' }]);
});

test('who is revoked, frozen or expired reads no certificates', () => {
  const expired = new Map([['first', { ...state, expired: true }]] as const);
  const addition: StoryCall = { cmd: 'device_create', by: 'bob-laptop', device: 'bob-tablet' };
  expect(alternatives(addition)[0]).toHaveLength(2);
  expect(alternatives(addition, expired)[0]).toEqual([]);
});

test('a life ends with a certificate near the end of the window, which its author reads, and nothing after it', () => {
  const reads = closingReads(new Map([['first', state]]), (calls) => calls[0]);
  const number = state.certificates.length + reads.filter(({ cmd }) => cmd === 'device_create').length;
  expect(reads.slice(-3)).toEqual([
    { cmd: 'device_create', by: 'bob-phone', device: 'bob-clock', dated: 'ahead', in: undefined },
    { cmd: 'certificate_get', by: 'bob-phone', in: undefined },
    { cmd: 'certificate_get', by: 'bob-phone', after: number, in: undefined },
  ]);
});
