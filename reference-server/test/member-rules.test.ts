import type { RequirementId } from '@parsec-spec/spec/requirements';
import { commandRules } from '@parsec-spec/spec/rules';
import { describe, expect, test } from 'vitest';
import { create, creationFaults } from './creation-faults.ts';
import { inSeconds } from './members.ts';
import { membershipFaults } from './membership-faults.ts';
import { organizationOn } from './organization.ts';

const broken = [...creationFaults, ...membershipFaults];

describe('each rule about members', () => {
  test.each(broken)(
    '%s is kept, and broken alone when its guard is left out',
    async (omitted, refusal, act) => {
      expect((await act(await organizationOn())).status).toBe(refusal);
      expect((await act(await organizationOn({ omit: [omitted] }))).status).toBe('ok');
    },
  );

  test('the time window has two sides and one clock: a time too late is never reported as before the last certificate', async () => {
    const tooLate = create(() => ({ at: inSeconds(-350) }));
    expect((await tooLate(await organizationOn())).status).toBe('timestamp_out_of_ballpark');
    const omit = ['user_create/not-too-late'] as const;
    expect((await tooLate(await organizationOn({ omit }))).status).toBe('require_greater_timestamp');
  });

  test('is in this table', () => {
    const { user_create, device_create, user_update, user_revoke, list_frozen_users } = commandRules;
    const guards = [user_create, device_create, user_update, user_revoke, list_frozen_users].flatMap(
      (rules) => [...Object.keys(rules.guards), ...Object.keys('entry' in rules ? (rules.entry ?? {}) : {})],
    );
    const told = new Set([...broken.map(([id]) => id), 'user_create/not-too-late']);
    expect(guards.filter((id) => !told.has(id as RequirementId))).toEqual([]);
  });
});
