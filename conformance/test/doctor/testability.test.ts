import { expect, test } from 'vitest';
import { testability } from '../../src/doctor/testability.ts';
import { loadChecks } from '../../src/judge/registry.ts';
import { defaultCapabilities } from '../../src/targets/capabilities.ts';

const checks = await loadChecks();
/** A target that can be started, and does all that the suite can test without permission. */
const capable = {
  administration: true,
  spontaneous: true,
  events: true,
  canStart: true,
  declared: { ...defaultCapabilities, mail: true },
  undeployable: () => undefined,
};
const reasons = (facts: Parameters<typeof testability>[1]) =>
  testability(checks, facts).left.map(({ why }) => why);

test('slow and destructive checks do not run without permission', () => {
  expect(reasons(capable).toSorted()).toEqual([
    expect.stringContaining('--faults'),
    expect.stringContaining('--slow'),
  ]);
});

test('checks of families that the target file excludes do not run', () => {
  const families = defaultCapabilities.families.filter((family) => family !== 'tos');
  const declared = { ...capable.declared, families };
  expect(reasons({ ...capable, declared })).toContain('the target serves no `tos` (its target file)');
});

test('checks of spontaneous creation do not run if the target file excludes it', () => {
  const declared = { ...capable.declared, spontaneous: false };
  const facts = { ...capable, spontaneous: false };
  expect(reasons({ ...facts, declared })).toContain('no spontaneous creation');
  expect(reasons(facts)).not.toContain('no spontaneous creation');
});
