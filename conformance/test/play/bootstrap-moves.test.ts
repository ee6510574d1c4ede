import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Check } from '../../src/judge/check.ts';
import { drawn } from '../support/drawn.ts';
import { runChecks } from '../support/mutant.ts';
import { moves, runMoves } from '../support/properties/bootstrap-moves.ts';

/** A check that makes random moves on many organizations. `onDone` receives the number of moves. */
const randomMoves = (runs: number, onDone: (moves: number) => void = () => undefined): Check => ({
  id: 'organization_bootstrap/refused-leaves-no-trace#lives',
  requirements: ['organization_bootstrap/refused-leaves-no-trace'],
  kind: 'server',
  timeout: 240_000,
  body: (judge) =>
    fc.assert(
      fc.asyncProperty(moves, async (sequence) => {
        await runMoves(judge, sequence);
        onDone(sequence.length);
      }),
      { numRuns: runs, seed: 20261125 },
    ),
});

test('random moves on an organization follow the model, and refused calls leave no trace', async () => {
  let total = 0;
  const [done] = await runChecks([randomMoves(50, (moves) => (total += moves))], {});
  expect(done?.outcome, done?.message).toBe('pass');
  expect(total).toBeGreaterThan(400);
});

const rules = [
  'organization_bootstrap/token-works-once',
  'organization_bootstrap/token-right',
  'organization_bootstrap/first-user-is-admin',
  'organization_bootstrap/not-too-early',
  'organization_create/bootstrapped-is-refused',
] as const;

test.each(drawn(rules, (rule) => rule))('a server without %s fails', async (requirement) => {
  const [done] = await runChecks([randomMoves(100)], { omit: [requirement] });
  expect(done?.outcome).toBe('fail');
});
