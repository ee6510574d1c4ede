import { describe, expect, test } from 'vitest';
import { loadChecks } from '../../src/verifies/index.ts';
import { judged } from '../engine/judged.ts';
import { saw } from './mutant.ts';
import { type MutantClient, mutantDriver } from './mutant-client.ts';
import { mutantClients } from './mutant-clients.ts';

const checks = (await loadChecks()).filter(({ kind }) => kind === 'client');

/** What the checks that name a requirement say of a client, broken or right. */
const judge = (requirement: string, broken: Omit<MutantClient, 'requirement'>) =>
  judged({
    client: { address: `client:${broken.name}`, driver: mutantDriver(broken) },
    checks: checks.filter(({ requirements }) => requirements.some((id) => id === requirement)),
    seed: 'self-test',
    run: '5e1f7e',
    again: false,
  });

/** A check that names what the client breaks must see it. */
async function noticed({ requirement, ...broken }: MutantClient): Promise<void> {
  const done = await judge(requirement, broken);
  const all = done.map(
    ({ check, outcome, observed, message }) => `${check}: ${outcome} ${observed ?? message ?? ''}`,
  );
  expect(done.filter(saw), all.join('\n')).not.toEqual([]);
}

// Argon2id at full strength stops the process for a while, which measures of time would suffer from.
const isHeavy = ({ requirement }: MutantClient) => requirement.includes('argon2id');

describe('a client that breaks a rule is noticed by a check that names its requirement', () => {
  test.concurrent.each(mutantClients.filter((each) => !isHeavy(each)))(
    '$name',
    { timeout: 120_000 },
    noticed,
  );
});

describe('a client that is careless with passwords is noticed alike', () => {
  test.each(mutantClients.filter(isHeavy))('$name', { timeout: 120_000 }, noticed);
});

describe('the right client, by the same driver', () => {
  const named = [...new Set(mutantClients.map(({ requirement }) => requirement))];

  test.each(named)('holds %s', { timeout: 120_000 }, async (requirement) => {
    const done = await judge(requirement, { name: 'the right one' });
    expect(done.map(({ check, outcome, message }) => [check, outcome, message])).toEqual(
      done.map(({ check }) => [check, 'pass', undefined]),
    );
  });
});
