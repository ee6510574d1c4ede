import type { RequirementId } from '@parsec-spec/spec/requirements';
import { commandRules, invitationAdmission } from '@parsec-spec/spec/rules';
import { describe, expect, test } from 'vitest';
import { greetingFaults } from './greeting-faults.ts';
import { invitationFaults, type Outcome } from './invitation-faults.ts';
import { organizationOn } from './organization.ts';

const faults = [...invitationFaults, ...greetingFaults];
const told = ({ http, status }: Outcome): string | number => status ?? http;

describe('each rule about invitations and greetings', () => {
  test.each(faults)('%s answers %s, and not so when its guard is left out', async (omitted, refusal, act) => {
    expect(told(await act(await organizationOn()))).toBe(refusal);
    const broken = told(await act(await organizationOn({ omit: [omitted] })));
    expect(broken).not.toBe(refusal);
    // A broken server does something else; it does not fall over.
    expect(broken).not.toBe(500);
  });

  test('is in this table', () => {
    const commands = Object.entries(commandRules).filter(([name]) => name.startsWith('invite_'));
    expect(commands.length).toBe(12);
    const guards = [
      ...Object.keys(invitationAdmission),
      ...commands.flatMap(([, rules]) => Object.keys(rules.guards)),
    ];
    const inTable = new Set(faults.map(([id]) => id));
    expect(guards.filter((id) => !inTable.has(id as RequirementId))).toEqual([]);
  });
});
