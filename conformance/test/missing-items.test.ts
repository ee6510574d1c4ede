import { describe, expect, test } from 'vitest';
import { loadMutants } from '../self-test/load-mutants.ts';
import { loadChecks } from '../src/judge/registry.ts';
import { detected, runChecks } from './support/mutant.ts';

const checks = await loadChecks();
const mutants = await loadMutants();

/** The rules that the failures of some checks on a mutant break, and how many of them failed. */
async function accused(name: string, ids: readonly string[]) {
  const mutant = mutants.find((one) => one.name === name);
  if (mutant === undefined) throw new RangeError(`no mutant ${name}`);
  const selected = checks.filter(({ id }) => ids.includes(id));
  expect(selected.length).toBe(ids.length);
  const failed = (await runChecks(selected, { mutants: [mutant] })).filter(detected);
  return failed.map(({ check, rules, requirements }) => ({
    check,
    rules: (rules ?? requirements).map(({ id }) => id),
  }));
}

const listed = ['invite_list/admins-see-all', 'invite_list/ended-stay-listed'];
const greeters = ['invite_info/user-invitation', 'invite_info/administrators-are-present'];

describe('a missing item breaks the rule about which items are listed', () => {
  test.each([
    ['invite_list/admins-see-all#own-ones', 'invite_list/item-fields#user', listed],
    ['invite_info/user-invitation#nobody-greets', 'invite_info/administrator-fields', greeters],
    ['invite_info/user-invitation#nobody-greets', 'invite_info/last-joined', greeters],
  ])('%s, by %s', async (mutant, check, rules) => {
    expect(await accused(mutant, [check])).toEqual([{ check, rules }]);
  });
});

describe('a wrong field breaks the rule about fields', () => {
  test.each([
    ['invite_list/item-fields#a-day-off', 'invite_list/item-fields#user'],
    ['invite_info/administrator-fields#no-status', 'invite_info/administrator-fields'],
  ])('%s, by %s', async (mutant, check) => {
    const [rule] = mutant.split('#');
    expect(await accused(mutant, [check])).toEqual([{ check, rules: [rule] }]);
  });
});
