import { guardedRequirements } from '@parsec-spec/reference-server/core';
import { describe, expect, test } from 'vitest';
import { replacedChecks } from '../../src/runner/renamed-checks.ts';
import { livesOn } from '../properties/broken-memory-server.ts';

/** Enough lives for each mutant with this seed. */
const lives = { seed: '1', lives: 250 };

describe('generated lives notice in the stead of deleted checks', () => {
  test('at least thirty checks were deleted', () => {
    expect(replacedChecks.flatMap(({ cases }) => cases).length).toBeGreaterThanOrEqual(30);
  });

  test.each(replacedChecks.flatMap(({ mutants }) => mutants))('a server without %s', async (mutant) => {
    const omitted = guardedRequirements.find((requirement) => requirement === mutant);
    if (omitted === undefined) throw new Error(`no guard: ${mutant}`);
    const { lives: played } = await livesOn({ omit: [omitted] }, { properties: lives, failFast: true });
    expect(played.counterexamples.map(({ requirement }) => requirement.id)).toEqual([mutant]);
  });
});
