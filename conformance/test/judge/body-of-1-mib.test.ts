import { expect, test, vi } from 'vitest';
import { OrganizationJudge } from '../../src/judge/organization-judge.ts';
import { loadChecks } from '../../src/judge/registry.ts';
import { namingChecks, runChecks } from '../support/mutant.ts';

const checks = await loadChecks();

test('the checks of a body of 1 MiB send that length, although bootstraps differ in length', async () => {
  const { newBootstrap } = OrganizationJudge.prototype;
  let made = 0;
  const spy = vi.spyOn(OrganizationJudge.prototype, 'newBootstrap').mockImplementation(function (
    this: OrganizationJudge,
    organization,
    changes,
  ) {
    made += 1;
    const { device } = this.cast.person('alice');
    return newBootstrap.call(this, organization, {
      device: { ...device, label: 'x'.repeat(made) },
      ...changes,
    });
  });
  const rules = ['transport/body-of-1-mib', 'transport/body-over-1-mib'] as const;
  const done = await runChecks(
    rules.flatMap((rule) => namingChecks(checks, rule)),
    {},
  ).finally(() => spy.mockRestore());
  expect(made).toBeGreaterThan(rules.length);
  expect(done.map(({ check, outcome, message }) => [check, outcome, message])).toEqual(
    rules.map((rule) => [rule, 'pass', undefined]),
  );
});
