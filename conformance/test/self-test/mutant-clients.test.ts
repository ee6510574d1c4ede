import { describe, expect, test } from 'vitest';
import { loadChecks } from '../../src/case/registry.ts';
import { judged } from '../runner/judged.ts';
import { detected } from './mutant.ts';
import { type MutantClient, mutantDriver } from './mutant-client.ts';
import { mutantClients } from './mutant-clients.ts';

const checks = (await loadChecks()).filter(({ kind }) => kind === 'client');

/**
 * The outcomes of the checks that name one of these requirements, on a mutant or on the correct
 * client.
 */
async function judge(requirements: readonly string[], broken: Omit<MutantClient, 'requirement'>) {
  const naming = checks.filter((check) => check.requirements.some((id) => requirements.includes(id)));
  return judged({
    client: { address: `client:${broken.name}`, driver: await mutantDriver(broken) },
    checks: naming,
    seed: 'self-test',
    run: '5e1f7e',
    // A timeout on a busy machine must not count as a broken rule.
    timeout: Math.max(30_000, ...naming.map(({ timeout = 0 }) => timeout)),
    again: false,
  });
}

/**
 * A busy machine makes measured pauses longer, so constant pauses may seem to grow. Several tries
 * rule that out.
 */
const triesOf = (requirement: string): number => (requirement === 'events/client-reconnects' ? 4 : 1);

/** A check that names the broken requirement must detect the mutant. */
async function noticed({ requirement, ...broken }: MutantClient): Promise<void> {
  const all: string[] = [];
  for (let tried = 0; tried < triesOf(requirement); tried += 1) {
    const done = await judge([requirement], broken);
    if (done.some(detected)) return;
    for (const { check, outcome, observed, message } of done)
      all.push(`${check}: ${outcome} ${observed ?? message ?? ''}`);
  }
  expect.fail(all.join('\n'));
}

// Argon2id at full strength blocks the process for a while, which would disturb time measurements.
const isHeavy = ({ requirement }: MutantClient) => requirement.includes('argon2id');

describe('a client that breaks a rule is detected by a check that names its requirement', () => {
  test.concurrent.each(mutantClients.filter((each) => !isHeavy(each)))('$name', noticed);
});

describe('a client that handles passwords wrongly is detected too', () => {
  test.each(mutantClients.filter(isHeavy))('$name', noticed);
});

describe('the correct client, with the same driver, passes all of these checks', () => {
  test.each([
    ['those of passwords', mutantClients.filter(isHeavy)],
    ['the others', mutantClients.filter((each) => !isHeavy(each))],
  ])('%s', async (_name, mutants) => {
    const requirements = mutants.map(({ requirement }) => requirement);
    const done = await judge(requirements, { name: 'the right one' });
    expect(done.filter(({ outcome }) => outcome !== 'pass')).toEqual([]);
    const held = done.flatMap((each) => each.requirements.map(({ id }) => id));
    expect(requirements.filter((id) => !held.includes(id))).toEqual([]);
  });
});
