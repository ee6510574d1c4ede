import { describe, expect, test } from 'vitest';
import { loadChecks } from '../../src/case/registry.ts';
import { judged } from '../runner/judged.ts';
import { drawn } from './drawn.ts';
import { detected } from './mutant.ts';
import { type MutantClient, mutantDriver } from './mutant-client.ts';
import { mutantClients } from './mutant-clients.ts';

const checks = (await loadChecks()).filter(({ kind }) => kind === 'client');

/** The outcomes of the checks that name the requirement, on a mutant. */
async function judge({ requirement, ...broken }: MutantClient) {
  const naming = checks.filter((check) => check.requirements.some((id) => id === requirement));
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
async function noticed(mutant: MutantClient): Promise<void> {
  const all: string[] = [];
  for (let tried = 0; tried < triesOf(mutant.requirement); tried += 1) {
    const done = await judge(mutant);
    if (done.some(detected)) return;
    for (const { check, outcome, observed, message } of done)
      all.push(`${check}: ${outcome} ${observed ?? message ?? ''}`);
  }
  expect.fail(all.join('\n'));
}

// Argon2id at full strength blocks the process for a while, which would disturb time measurements.
const isHeavy = ({ requirement }: MutantClient) => requirement.includes('argon2id');

const drawnClients = drawn(mutantClients, ({ requirement }) => requirement);

describe('a client that breaks a rule is detected by a check that names its requirement', () => {
  test.concurrent.each(drawnClients.filter((each) => !isHeavy(each)))('$name', noticed);
});

describe('a client that handles passwords wrongly is detected too', () => {
  test.each(drawnClients.filter(isHeavy))('$name', noticed);
});
