import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { loadChecks } from '../../src/judge/registry.ts';
import { type CheckFinished, reportEvent } from '../../src/report/report-events.ts';
import { runSuite } from '../../src/runner/run-suite.ts';
import type { ClientDriver } from '../../src/targets/client/client-driver.ts';
import { commandClient } from '../../src/targets/client/client-drivers.ts';
import { drawn } from '../support/drawn.ts';
import { judged } from '../support/judged.ts';
import { detected } from '../support/mutant.ts';
import { type MutantClient, mutantDriver } from './mutant-client.ts';
import { mutantClients } from './mutant-clients.ts';

vi.setConfig({ maxConcurrency: 8 });

const checks = (await loadChecks()).filter(({ kind }) => kind === 'client');

/**
 * A timeout on a busy machine must not count as a broken rule. A client whose event stream is silent for
 * longer connects again, and would then fetch what it has missed.
 */
const timeoutOf = (requirement: string): number => (requirement.startsWith('events/') ? 30_000 : 90_000);

/** The outcomes of the checks that name the requirement, up to the first that detects the client. */
async function runChecks(requirement: string, driver: ClientDriver): Promise<readonly CheckFinished[]> {
  const naming = checks.filter(({ requirements }) => requirements.some((id) => id === requirement));
  const done: CheckFinished[] = [];
  const found = new AbortController();
  await runSuite({
    client: { address: 'client:mutant', driver },
    checks: naming,
    seed: 'self-test',
    run: '5e1f7e',
    timeout: timeoutOf(requirement),
    latenessBetween: () => undefined,
    again: false,
    stop: found.signal,
    onEvent: (event) => {
      if (event.event !== 'check-finished') return;
      const reported = reportEvent(event);
      done.push(reported);
      if (detected(reported)) found.abort();
    },
  });
  return done;
}

/**
 * A busy machine makes measured pauses longer, so constant pauses may seem to grow. Several tries
 * rule that out.
 */
const triesOf = (requirement: string): number => (requirement === 'events/client-reconnects' ? 4 : 1);

/** A check that names the broken requirement must detect the mutant. */
async function noticed(requirement: string, makeDriver: () => Promise<ClientDriver>): Promise<void> {
  const all: string[] = [];
  for (let tried = 0; tried < triesOf(requirement); tried += 1) {
    const done = await runChecks(requirement, await makeDriver());
    if (done.some(detected)) return;
    for (const { check, outcome, observed, message } of done)
      all.push(`${check}: ${outcome} ${observed ?? message ?? ''}`);
  }
  expect.fail(all.join('\n'));
}

const isNoticed = (mutant: MutantClient) => noticed(mutant.requirement, () => mutantDriver(mutant));

// Argon2id at full strength blocks the process for a while, which would disturb time measurements.
const isHeavy = ({ requirement }: MutantClient) => requirement.includes('argon2id');

describe('the list of mutants of the client', () => {
  test('names each mutant once', () => {
    const names = mutantClients.map(({ name }) => name);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  test('breaks every requirement that a client check names', () => {
    const broken = new Set<string>(mutantClients.map(({ requirement }) => requirement));
    const named = new Set<string>(checks.flatMap(({ requirements }) => requirements));
    expect([...named].filter((id) => !broken.has(id))).toEqual([]);
  });
});

const drawnClients = drawn(mutantClients, ({ requirement }) => requirement);

describe('a client that breaks a rule is detected by a check that names its requirement', () => {
  test.concurrent.each(drawnClients.filter((each) => !isHeavy(each)))('$name', isNoticed);
});

describe('a client that handles passwords wrongly is detected too', () => {
  test.each(drawnClients.filter(isHeavy))('$name', isNoticed);
});

test('no check of the terms throws at a client that accepts declined ones', async () => {
  const name = 'terms-of-service/client-accepts-only-shown-terms#left-out';
  const mutant = mutantClients.find((each) => each.name === name);
  const done = await judged({
    client: { address: 'client:mutant', driver: await mutantDriver(mutant ?? expect.unreachable()) },
    checks: checks.filter(({ id }) => id.startsWith('terms-of-service/')),
    ...{ seed: 'self-test', run: '5e1f7e', timeout: 90_000, again: false },
  });
  expect(done.filter(({ outcome }) => outcome === 'fail').length).toBeGreaterThan(0);
  expect(done.filter(({ fault }) => fault).map(({ check, message }) => `${check}: ${message}`)).toEqual([]);
});

const program = join(import.meta.dirname, 'mutant-program.ts');

describe('a mutant that runs as a program is detected too', () => {
  const names = [
    'client-certificates/signatures-verified#root-trusted',
    'client-greeting/nonce-hash-checked#first-half',
    'client-keys/old-password-opens-nothing#backup',
    'links/client-action#first-of-two',
    'client-certificates/signatures-verified#left-out',
    'client-keys/owner-only#open-after-claim',
    'client-trust/own-keys#any-key-of-the-user',
  ];

  test.concurrent.each(drawn(names, String))('%s', async (name) => {
    const mutant = mutantClients.find((each) => each.name === name);
    const command = [process.execPath, program, name].map((word) => `'${word}'`).join(' ');
    await noticed(mutant?.requirement ?? '', () => commandClient(command));
  });
});
