import { expect, test } from 'vitest';
import { loadChecks } from '../../src/judge/registry.ts';
import { unservedFamilies } from '../../src/judge/unserved-families.ts';
import { defaultCapabilities } from '../../src/targets/capabilities.ts';

const checks = (await loadChecks()).filter(({ kind }) => kind === 'server');
const named = (part: string) => checks.filter(({ id }) => id.startsWith(part));

test('a target file that lists served commands excludes the checks of other families, and no others', () => {
  const { families } = defaultCapabilities;
  expect(checks.filter((check) => unservedFamilies(check, families) !== undefined)).toEqual([]);
  const withoutTerms = checks.filter((check) =>
    unservedFamilies(
      check,
      families.filter((family) => family !== 'tos'),
    ),
  );
  expect(withoutTerms).toEqual(
    checks.filter(({ requirements }) => requirements.some((id) => /^(tos_|terms-of-service\/)/.test(id))),
  );
  expect(withoutTerms.length).toBeGreaterThan(20);
  const [creation] = named('user_create/');
  if (creation === undefined) expect.unreachable();
  expect(unservedFamilies(creation, ['anonymous', 'invited'])).toEqual(['authenticated']);
});
