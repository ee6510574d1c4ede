import { distortions } from '@parsec-spec/reference-server/distortions';
import { describe, expect, test } from 'vitest';
import { loadChecks } from '../../src/verifies/index.ts';
import { judge, namingChecks, saw } from './mutant.ts';

const checks = await loadChecks();
// Only checks with a second user or device see these; they come with user_create and device_create.
const unseen: readonly string[] = [
  'authentication/new-device-at-once#user_create-is-slow',
  'authentication/new-device-at-once#device_create-is-slow',
  'authentication/freeze-hits-one-user#everybody',
  'organization_update/lowered-limit-removes-nobody#removed',
  'types/handle-case-counts#folded',
];
// A rule that nobody verifies yet is told by the coverage table, not here.
const verified = distortions.filter(
  ({ name, requirement }) => namingChecks(checks, requirement).length > 0 && !unseen.includes(name),
);

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
