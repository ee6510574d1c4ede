import { expect, test } from 'vitest';
import { loadChecks } from '../../src/judge/registry.ts';
import { type ServedCommands, whyUnserved } from '../../src/judge/unserved-commands.ts';
import { defaultCapabilities } from '../../src/targets/capabilities.ts';

const checks = (await loadChecks()).filter(({ kind }) => kind === 'server');
const excludedBy = (change: Partial<ServedCommands>) =>
  checks.filter((check) => whyUnserved(check, { ...defaultCapabilities, ...change }) !== undefined);
const stating = (pattern: RegExp) =>
  checks.filter(({ requirements }) => requirements.some((id) => pattern.test(id)));

test('a target file that lists served commands excludes the checks of other families, and no others', () => {
  const { families } = defaultCapabilities;
  expect(excludedBy({})).toEqual([]);
  const withoutTerms = excludedBy({ families: families.filter((family) => family !== 'tos') });
  expect(withoutTerms).toEqual(stating(/^(tos_|terms-of-service\/)/));
  expect(withoutTerms.length).toBeGreaterThan(20);
  const [creation] = stating(/^user_create\//);
  if (creation === undefined) expect.unreachable();
  const served: ServedCommands = { families: ['anonymous', 'invited'], accounts: true };
  expect(whyUnserved(creation, served)).toBe('the target serves no `authenticated` (its target file)');
});

test('a target file without accounts excludes the checks of the sign-up, and no others', () => {
  const withoutAccounts = excludedBy({ accounts: false });
  expect(withoutAccounts).toEqual(stating(/^account_create_/));
  expect(withoutAccounts.length).toBeGreaterThan(20);
});
