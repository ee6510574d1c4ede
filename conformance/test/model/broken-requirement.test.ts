import { expect, test } from 'vitest';
import type { OrganizationOutcome, OrganizationRequest } from '../../src/model/calls.ts';
import type { GreetingModel } from '../../src/model/greeting-model.ts';
import { matchExpectedAnswer } from '../../src/model/organization-model.ts';
import { emptyOrganization, type OrganizationState, type UserState } from '../../src/model/state.ts';
import { adam, alice, bob, token } from '../support/histories/example-calls.ts';

const user = (email: string, profile: UserState['profile'], change: Partial<UserState> = {}): UserState => ({
  email: `${email}@example.com`,
  profile,
  revoked: false,
  frozen: false,
  ...change,
});

const attempt = { joined: { greeter: true, claimer: true }, halves: { greeter: [], claimer: [] } };
const cancelledTwice: GreetingModel = {
  ended: null,
  attempts: [
    { ...attempt, cancelled: { origin: 'claimer', reason: 'AUTOMATICALLY_CANCELLED' } },
    { ...attempt, cancelled: { origin: 'greeter', reason: 'INVALID_SAS_CODE' } },
  ],
};

const organization: OrganizationState = {
  ...emptyOrganization,
  phase: 'bootstrapped',
  users: new Map([
    ['alice', user('alice', 'ADMIN')],
    ['adam', user('adam', 'ADMIN')],
    ['bob', user('bob', 'STANDARD')],
    ['gone', user('gone', 'STANDARD', { revoked: true })],
  ]),
  devices: new Map([
    ['alice-1', 'alice'],
    ['adam-1', 'adam'],
    ['bob-1', 'bob'],
  ]),
  invitations: [
    { token, type: 'USER', about: 'zoe@example.com', status: 'PENDING', creator: 'alice', events: [] },
    { token: 'bob#1', type: 'DEVICE', about: 'bob', status: 'CANCELLED', events: [] },
  ],
  certificates: [{ at: 5, name: 'user alice @5' }],
  reported: { archiving: 1 },
  updated: ['limit'],
  greetings: new Map([[`${token} alice`, { model: cancelledTwice, names: ['first', 'second'], events: [] }]]),
};

const step = {
  cmd: 'invite_claimer_step',
  token,
  greeter: 'alice',
  role: 'claimer',
  move: 'step',
  step: 0,
} as const;

const served = { status: 'ok' };
const enrols = {
  cmd: 'user_create',
  by: alice,
  at: 9,
  user: 'carl',
  device: 'carl-1',
  email: 'carl@example.com',
  profile: 'STANDARD',
} as const;
const updates = { cmd: 'user_update', by: alice, at: 9, user: 'bob', profile: 'ADMIN' } as const;

const cases: readonly (readonly [string, OrganizationRequest, OrganizationOutcome, string])[] = [
  ['a STANDARD user may enrol', { ...enrols, by: bob }, served, 'user_create/author-is-admin'],
  [
    'two users may have one address',
    { ...enrols, email: 'bob@example.com' },
    served,
    'user_create/email-free',
  ],
  [
    'the address of a revoked user is taken',
    { ...enrols, email: 'gone@example.com' },
    { status: 'human_handle_already_taken' },
    'user_create/email-of-revoked-reusable',
  ],
  ['a certificate may have an old date', { ...updates, at: 5 }, served, 'user_update/later-than-last'],
  [
    'the refusal of an old date names another date',
    { ...updates, at: 5 },
    { status: 'require_greater_timestamp', strictlyGreaterThan: 4 },
    'user_update/later-than-last',
  ],
  ['a valid change is refused', updates, { status: 'invalid_certificate' }, 'user_update/not-oneself'],
  [
    'a valid change is refused by a status of no rule',
    updates,
    { status: 415 },
    'user_update/changes-profile-at-once',
  ],
  [
    'a STANDARD user reads redacted certificates',
    { cmd: 'certificate_get', by: bob },
    { status: 'ok', certificates: ['user alice @5'], view: 'redacted' },
    'certificate_get/others-get-full',
  ],
  [
    'a certificate is missing',
    { cmd: 'certificate_get', by: bob },
    { status: 'ok', certificates: [], view: 'none' },
    'certificate_get/whole-history-to-everyone',
  ],
  [
    'a pending invitation gets a second token',
    { cmd: 'invite_new_user', by: adam, email: 'zoe@example.com' },
    { status: 'ok', token: 'zoe@example.com#2' },
    'invite_new_user/pending-is-reused',
  ],
  [
    'an ended invitation is listed as pending',
    { cmd: 'invite_list', by: bob },
    { status: 'ok', invitations: [{ token: 'bob#1', about: 'bob', status: 'PENDING' }] },
    'invite_list/ended-stay-listed',
  ],
  [
    'the token of a cancelled invitation is admitted',
    { cmd: 'invite_info', token: 'bob#1' },
    { status: 'ok', administrators: [] },
    'invitations/device-token-deleted',
  ],
  [
    'a user is frozen by nobody',
    { cmd: 'organization_info', by: bob },
    { status: 462 },
    'authentication/unfrozen-works-again',
  ],
  [
    'an organization without data has a stored byte',
    { cmd: 'organization_info', by: bob },
    { status: 'ok', facts: ['total_block_bytes 0', 'total_metadata_bytes 1'] },
    'organization_info/gives-sizes',
  ],
  [
    'an invitation has another creator',
    { cmd: 'invite_info', token },
    { status: 'ok', administrators: ['adam', 'alice'], creator: 'adam' },
    'invite_info/creator-named-anyway',
  ],
  [
    'an invitation is listed with another creator',
    { cmd: 'invite_list', by: adam },
    {
      status: 'ok',
      invitations: [{ token, about: 'zoe@example.com', status: 'PENDING', creator: 'adam' }],
    },
    'invite_list/item-fields',
  ],
  [
    'a mail that nobody asked for fails',
    { cmd: 'invite_new_user', by: adam, email: 'zoe@example.com' },
    { status: 'ok', token, mail: 'SERVER_UNAVAILABLE' },
    'invite_new_user/no-mail-unasked',
  ],
  [
    'the outcome of a mail is no known one',
    { cmd: 'invite_new_user', by: adam, email: 'zoe@example.com', mail: true },
    { status: 'ok', token, mail: 'SENT' },
    'invite_new_user/tells-mail-outcome',
  ],
  [
    'the outcome of the mail of a device is no known one',
    { cmd: 'invite_new_device', by: bob, mail: true },
    { status: 'ok', token: 'bob#1', mail: 'SENT' },
    'invite_new_device/mail-failure-is-told',
  ],
  [
    'a cancelled attempt has another reason',
    { ...step, attempt: 'second' },
    { status: 'greeting_attempt_cancelled', cancellation: 'GREETER AUTOMATICALLY_CANCELLED' },
    'greeting/cancelled-is-told',
  ],
  [
    'a restart has another origin',
    { ...step, attempt: 'first' },
    { status: 'greeting_attempt_cancelled', cancellation: 'GREETER AUTOMATICALLY_CANCELLED' },
    'greeting/restart-cancels',
  ],
  [
    'an update changes a setting that it does not name',
    { cmd: 'organization_status' },
    {
      status: 200,
      facts: [
        'is_bootstrapped true',
        'is_expired false',
        'active_users_limit null',
        'archiving 0',
        'terms 0',
      ],
    },
    'organization_update/keeps-what-is-absent',
  ],
  [
    'a call without the right is refused as if the device were unknown',
    { ...enrols, by: bob },
    { status: 403 },
    'authentication/new-device-at-once',
  ],
  [
    'a revoked user is frozen',
    { cmd: 'user_freeze', user: 'gone' },
    { status: 200 },
    'user_freeze/user-not-revoked',
  ],
];

test.each(cases)('%s: the broken requirement is named', (_, request, outcome, requirement) => {
  expect(matchExpectedAnswer(organization, request, outcome)).toBe(requirement);
});

test('a refusal by any broken rule changes nothing', () => {
  const request = { ...enrols, by: bob, email: 'alice@example.com' };
  for (const status of ['author_not_allowed', 'human_handle_already_taken'])
    expect(matchExpectedAnswer(organization, request, { status })).toBe(organization);
});

test('a waived requirement is not broken: the call is served, or its effect is unknown', () => {
  const twin = { ...enrols, email: 'alice@example.com' };
  const waived = { waived: new Set(['user_create/email-free', 'user_create/one-user'] as const) };
  expect(matchExpectedAnswer(organization, twin, served, waived)).toMatchObject({ users: { size: 5 } });
  const mistake = { requirement: 'user_create/one-user', status: 'invalid_certificate' } as const;
  expect(matchExpectedAnswer(organization, { ...enrols, mistake }, served, waived)).toBeUndefined();
  expect(matchExpectedAnswer(organization, { ...enrols, mistake }, served)).toBe('user_create/one-user');
});
