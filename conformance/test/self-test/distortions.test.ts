import { distortions } from '@parsec-spec/reference-server/distortions';
import { describe, expect, test } from 'vitest';
import { loadChecks } from '../../src/verifies/index.ts';
import { judge, namingChecks, saw } from './mutant.ts';

const checks = await loadChecks();
// A rule that nobody verifies yet is told by the coverage table, not here.
const verified = distortions.filter(({ requirement }) => namingChecks(checks, requirement).length > 0);

describe('a rule that no guard keeps, bent, is noticed by a check that names its requirement', () => {
  test('there are more than two hundred of them', () => {
    expect(verified.length).toBeGreaterThan(200);
  });

  test.each(verified.map((one) => [one.name, one] as const))('%s', async (_, distortion) => {
    const done = await judge(namingChecks(checks, distortion.requirement), { distort: [distortion] });
    const seen = done.filter(saw).map(({ check }) => check);
    const all = done.map(
      ({ check, outcome, observed, message }) => `${check}: ${outcome} ${observed ?? message ?? ''}`,
    );
    expect(seen, all.join('\n')).not.toEqual([]);
  });
});
