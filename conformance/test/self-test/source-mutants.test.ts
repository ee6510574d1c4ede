import { describe, expect, test } from 'vitest';
import { loadChecks } from '../../src/case/registry.ts';
import { referenceClient } from '../../src/targets/client/client-drivers.ts';
import { judged } from '../runner/judged.ts';
import { detected } from './mutant.ts';
import { loadSourceMutant, occurrences, type SourceMutant } from './source-mutant.ts';
import { sourceMutants } from './source-mutants.ts';

const checks = (await loadChecks()).filter(({ kind }) => kind === 'client');

/** A check that names the broken requirement must detect the mutant. */
async function noticed(mutant: SourceMutant): Promise<void> {
  const naming = checks.filter(({ requirements }) => requirements.includes(mutant.requirement));
  const open = await loadSourceMutant(mutant);
  const done = await judged({
    client: { address: `client:${mutant.name}`, driver: await referenceClient(open) },
    checks: naming,
    seed: 'self-test',
    run: '5e1f7e',
    // A timeout on a busy machine must not count as a broken rule.
    timeout: Math.max(30_000, ...naming.map(({ timeout = 0 }) => timeout)),
    again: false,
  });
  const all = done.map(
    ({ check, outcome, observed, message }) => `${check}: ${outcome} ${observed ?? message ?? ''}`,
  );
  expect(done.some(detected), all.join('\n')).toBe(true);
}

test('each text to replace occurs once in its file', () => {
  const others = sourceMutants.filter((mutant) => occurrences(mutant).some((count) => count !== 1));
  expect(others.map((mutant) => `${mutant.name}: ${occurrences(mutant)}`)).toEqual([]);
});

describe('a client with an edited source is detected by a check that names its requirement', () => {
  test.concurrent.each(sourceMutants)('$name', { timeout: 120_000 }, noticed);
});
