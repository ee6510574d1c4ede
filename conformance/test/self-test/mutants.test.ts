import { guardedRequirements } from '@parsec-spec/reference-server/core';
import { describe, expect, test, vi } from 'vitest';
import { loadMutants } from '../../self-test/load-mutants.ts';
import type { Check } from '../../src/judge/check.ts';
import { loadChecks } from '../../src/judge/registry.ts';
import { drawn, isDrawn, part } from '../support/drawn.ts';
import { detected, type Mutant, namingChecks, runChecks } from '../support/mutant.ts';
import { whySilent } from './why-silent.ts';

// Judging a mutant is mostly waiting. More than 12 at once make checks time out on a busy machine.
vi.setConfig({ maxConcurrency: 12 });

const checks = await loadChecks();
// Harmful checks have their own mutants, in faults/.
const serverChecks = checks.filter(
  ({ kind, needs }) => kind === 'server' && needs?.includes('faults') !== true,
);
const omissions = guardedRequirements.map(
  (requirement): Mutant => ({ name: requirement, requirement, broken: { omit: [requirement] } }),
);
const mutants = (await loadMutants()).map(
  (one): Mutant => ({ name: one.name, requirement: one.requirement, broken: { mutants: [one] } }),
);
const requirementOf = ({ requirement }: Mutant): string => requirement;
/** The number of checks that may be excused from noticing a mutant. */
const MAX_EXCUSES = 56;
/** Checks that noticed at least one mutant. */
const noticing = new Set<string>();

/** Judges a mutant by the checks that name its requirement. One of them must notice it. */
async function noticed({ requirement, broken }: Mutant): Promise<void> {
  const naming = namingChecks(checks, requirement);
  expect(
    naming.map(({ id }) => id),
    'no check names this requirement',
  ).not.toEqual([]);
  const done = await runChecks(naming, broken);
  const seen = done.filter(detected).map(({ check }) => check);
  for (const id of seen) noticing.add(id);
  const all = done.map(
    ({ check, outcome, observed, message }) => `${check}: ${outcome} ${observed ?? message ?? ''}`,
  );
  expect(seen, all.join('\n')).not.toEqual([]);
}

describe('an omitted guard is detected by a check that names its requirement', () => {
  test.concurrent.each(drawn(omissions, requirementOf))('$name', noticed);
});

describe('a mutant is detected by a check that names its requirement', () => {
  test('there are more than 500 of them', () => {
    expect(mutants.length).toBeGreaterThan(500);
  });

  test.concurrent.each(drawn(mutants, requirementOf))('$name', noticed);
});

/** Whether a check notices one of the mutants that are not drawn. */
async function noticesOthers(check: Check): Promise<boolean> {
  for (const { requirement, broken } of [...omissions, ...mutants]) {
    if (!check.requirements.includes(requirement) || isDrawn(requirement)) continue;
    if ((await runChecks([check], broken)).some(detected)) return true;
  }
  return false;
}

describe('a check that detected no mutant', () => {
  test('is listed with its reason', async () => {
    const silent: string[] = [];
    for (const check of serverChecks) {
      // The sample decides about a check only if it has all of its mutants.
      const isUndecided = part === 'sample' && !check.requirements.every(isDrawn);
      if (noticing.has(check.id) || check.id in whySilent || isUndecided) continue;
      if (!(await noticesOthers(check))) silent.push(check.id);
    }
    expect(silent, 'checks without a mutant: write one, or a reason in why-silent.ts').toEqual([]);
  });

  test('is excused only if it exists, and the list of excuses does not grow', () => {
    // A mutant may pass or fail a race, so an excuse may be unused.
    const known = new Set(serverChecks.map(({ id }) => id));
    expect(
      Object.keys(whySilent).filter((id) => !known.has(id)),
      'excuses of checks that are gone: remove them',
    ).toEqual([]);
    expect(Object.keys(whySilent).length, 'the list of excuses may not grow').toBeLessThanOrEqual(
      MAX_EXCUSES,
    );
  });
});
