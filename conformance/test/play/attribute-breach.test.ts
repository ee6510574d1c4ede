import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { StoryCall } from '@parsec-spec/spec/stories';
import { expect, test } from 'vitest';
import type { OrganizationRequest, Status } from '../../src/model/calls.ts';
import { attributeBreach } from '../../src/play/attribute-breach.ts';

const by = { device: 'bob-laptop', user: 'bob' };
const info: OrganizationRequest = { cmd: 'organization_info', by };
const freeze: StoryCall = { cmd: 'user_freeze', user: 'bob' };
const demotion: StoryCall = { cmd: 'user_update', by: 'alice-laptop', user: 'bob', profile: 'STANDARD' };
const acceptance: StoryCall = { cmd: 'tos_accept', by: 'bob-laptop', terms: 1 };
const token = 'zoe@example.com#1';
const step: OrganizationRequest = {
  ...{ cmd: 'invite_claimer_step', token, greeter: 'alice', role: 'claimer', move: 'step' },
  ...{ attempt: `attempt 1 of ${token} with alice`, step: 0 },
};
const start = (greeter: string): StoryCall => ({ cmd: 'greeting_start', token, greeter });

const cases: readonly (readonly [
  string,
  RequirementId,
  OrganizationRequest,
  Status,
  readonly StoryCall[],
  RequirementId,
])[] = [
  ['a frozen user', 'authentication/frozen-is-462', info, 'ok', [freeze], 'authentication/frozen-is-462'],
  [
    'a frozen user after a change of profile',
    ...(['authentication/frozen-is-462', info, 'ok', [freeze, demotion]] as const),
    'user_freeze/lasts-until-unfrozen',
  ],
  [
    'another user than the frozen one',
    ...(['authentication/unfrozen-works-again', info, 462, []] as const),
    'authentication/freeze-hits-one-user',
  ],
  [
    'terms after the acceptance of earlier ones',
    ...(['terms-of-service/pending-is-463', info, 'ok', [acceptance]] as const),
    'terms-of-service/replaced-terms-need-acceptance',
  ],
  [
    'accepted terms after a change of profile',
    ...(['tos_accept/unlocks-the-user', info, 463, [acceptance, demotion]] as const),
    'tos_accept/lasts',
  ],
  [
    'a refused ADMIN',
    ...(['list_frozen_users/author-is-admin', { cmd: 'list_frozen_users', by }] as const),
    ...(['author_not_allowed', []] as const),
    'list_frozen_users/lists-frozen',
  ],
  [
    'a greeting beside that of another greeter',
    ...(['greeting/attempt-known', step, 'greeting_attempt_not_found'] as const),
    ...([[start('alice'), start('anna')]] as const),
    'greeting/attempt-per-greeter',
  ],
  [
    'a greeting of one greeter',
    ...(['greeting/attempt-known', step, 'greeting_attempt_not_found', [start('alice')]] as const),
    'greeting/attempt-known',
  ],
];

test.each(cases)('%s is attributed', (_, named, request, status, before, expected) => {
  const rules = named === 'authentication/frozen-is-462' ? [named] : [];
  expect(attributeBreach({ named, rules, request, status, before })).toBe(expected);
});
