import { expect, test } from 'vitest';
import { loadChecks } from '../../src/judge/registry.ts';
import { judged } from '../support/judged.ts';
import { mutantDriver } from './mutant-client.ts';

const checks = (await loadChecks()).filter(({ kind }) => kind === 'client');
// Argon2id at full strength blocks the process for a while, which would disturb time measurements.
const isHeavy = ({ id }: { readonly id: string }) => id.includes('argon2id');

test.each([
  ['of passwords', checks.filter(isHeavy)],
  ['other', checks.filter((check) => !isHeavy(check))],
])(
  'the correct client, with the driver of the mutants, passes every check: %s ones',
  async (_name, asked) => {
    const done = await judged({
      client: { address: 'client:right', driver: await mutantDriver({ name: 'right' }) },
      checks: asked,
      seed: 'self-test',
      run: '5e1f7e',
      // A timeout on a busy machine must not count as a broken rule.
      timeout: 90_000,
      again: false,
    });
    const others = done.filter(({ outcome }) => outcome !== 'pass');
    expect(others.map(({ check, outcome, message }) => `${check}: ${outcome}: ${message}`)).toEqual([]);
    expect(done.length).toBe(asked.length);
  },
);
