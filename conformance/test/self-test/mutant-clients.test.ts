import { describe, expect, test } from 'vitest';
import { loadChecks } from '../../src/verifies/index.ts';
import { judged } from '../engine/judged.ts';
import { saw } from './mutant.ts';
import { type MutantClient, mutantDriver } from './mutant-client.ts';
import { mutantClients } from './mutant-clients.ts';

const checks = (await loadChecks()).filter(({ kind }) => kind === 'client');

/** What the checks that name one of these requirements say of a client, broken or right. */
function judge(requirements: readonly string[], broken: Omit<MutantClient, 'requirement'>) {
  const naming = checks.filter((check) => check.requirements.some((id) => requirements.includes(id)));
  return judged({
    client: { address: `client:${broken.name}`, driver: mutantDriver(broken) },
    checks: naming,
    seed: 'self-test',
    run: '5e1f7e',
    // A busy machine must not look like a broken rule.
    timeout: Math.max(30_000, ...naming.map(({ timeout = 0 }) => timeout)),
    again: false,
  });
}

/** Pauses are measured, and a busy machine makes them longer: one that should be seen not to grow may grow by that. */
const triesOf = (requirement: string): number => (requirement === 'events/client-reconnects' ? 4 : 1);

/** A check that names what the client breaks must see it. */
async function noticed({ requirement, ...broken }: MutantClient): Promise<void> {
  const all: string[] = [];
  for (let tried = 0; tried < triesOf(requirement); tried += 1) {
    const done = await judge([requirement], broken);
    if (done.some(saw)) return;
    for (const { check, outcome, observed, message } of done)
      all.push(`${check}: ${outcome} ${observed ?? message ?? ''}`);
  }
  expect.fail(all.join('\n'));
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

describe('the right client, by the same driver, holds all of these rules', () => {
  test.each([
    ['those of passwords', mutantClients.filter(isHeavy)],
    ['the others', mutantClients.filter((each) => !isHeavy(each))],
  ])('%s', { timeout: 300_000 }, async (_name, mutants) => {
    const requirements = mutants.map(({ requirement }) => requirement);
    const done = await judge(requirements, { name: 'the right one' });
    expect(done.filter(({ outcome }) => outcome !== 'pass')).toEqual([]);
    const held = done.flatMap((each) => each.requirements.map(({ id }) => id));
    expect(requirements.filter((id) => !held.includes(id))).toEqual([]);
  });
});
