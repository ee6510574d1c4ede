import { guardedRequirements } from '@parsec-spec/reference-server/core';
import { describe, expect, test } from 'vitest';
import { runLives } from '../../self-test/run-lives.ts';
import { replacedChecks } from '../../src/runner/renamed-checks.ts';
import { drawn } from '../support/drawn.ts';

/** Enough lives for each mutant with this seed. How short their stories get does not matter here. */
const lives = { seed: '1', lives: 250, shrinkMs: 0 };

describe('generated lives notice in the stead of deleted checks', () => {
  test('at least thirty checks were deleted', () => {
    expect(replacedChecks.flatMap(({ cases }) => cases).length).toBeGreaterThanOrEqual(30);
  });

  const noticed = replacedChecks.flatMap(({ mutants }) => mutants);

  test.each(drawn(noticed, (mutant) => mutant))('a server without %s', async (mutant) => {
    const omitted = guardedRequirements.find((requirement) => requirement === mutant);
    if (omitted === undefined) throw new Error(`no guard: ${mutant}`);
    const { lives: played } = await runLives({ omit: [omitted] }, { properties: lives, failFast: true });
    // A rule left out may break others, too.
    expect(played.counterexamples.map(({ requirement }) => requirement.id)).toContain(mutant);
  });
});
