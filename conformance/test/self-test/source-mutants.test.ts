import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { Check } from '../../src/case/check.ts';
import { loadChecks } from '../../src/case/registry.ts';
import { type CheckFinished, reportEvent } from '../../src/report/report-events.ts';
import { runSuite } from '../../src/runner/run-suite.ts';
import type { ClientDriver } from '../../src/targets/client/client-driver.ts';
import { commandClient, referenceClient } from '../../src/targets/client/client-drivers.ts';
import { judged } from '../runner/judged.ts';
import { drawn } from './drawn.ts';
import { detected } from './mutant.ts';
import { mutantClients } from './mutant-clients.ts';
import { loadSourceMutant, occurrences, sourceMutant } from './source-mutant.ts';
import { sourceMutants } from './source-mutants.ts';

vi.setConfig({ maxConcurrency: 8 });

const checks = (await loadChecks()).filter(({ kind }) => kind === 'client');

// A timeout on a busy machine must not count as a broken rule.
const CHECK_TIMEOUT_MS = 90_000;

/** The outcomes of the checks that name the requirement, up to the first that detects the client. */
async function judge(naming: readonly Check[], driver: ClientDriver): Promise<readonly CheckFinished[]> {
  const done: CheckFinished[] = [];
  const found = new AbortController();
  await runSuite({
    client: { address: 'client:mutant', driver },
    checks: naming,
    seed: 'self-test',
    run: '5e1f7e',
    timeout: CHECK_TIMEOUT_MS,
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

/** A check that names the broken requirement must detect the client. */
async function noticed(requirement: string, driver: ClientDriver): Promise<void> {
  const naming = checks.filter(({ requirements }) =>
    (requirements as readonly string[]).includes(requirement),
  );
  const done = await judge(naming, driver);
  const all = done.map(
    ({ check, outcome, observed, message }) => `${check}: ${outcome} ${observed ?? message ?? ''}`,
  );
  expect(done.some(detected), all.join('\n')).toBe(true);
}

describe('the list of source mutants', () => {
  test('names texts that occur once in their files', () => {
    const others = sourceMutants.filter((mutant) => occurrences(mutant).some((count) => count !== 1));
    expect(others.map((mutant) => `${mutant.name}: ${occurrences(mutant)}`)).toEqual([]);
  });

  test('names each mutant once', () => {
    const names = [...mutantClients, ...sourceMutants].map(({ name }) => name);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  test('breaks, with the other mutants, every requirement that a client check names', () => {
    const broken = new Set<string>(
      [...mutantClients, ...sourceMutants].map(({ requirement }) => requirement),
    );
    const named = new Set<string>(checks.flatMap(({ requirements }) => requirements));
    expect([...named].filter((id) => !broken.has(id))).toEqual([]);
  });
});

describe('a client with an edited source is detected by a check that names its requirement', () => {
  test.concurrent.each(drawn(sourceMutants, ({ requirement }) => requirement))('$name', async (mutant) =>
    noticed(mutant.requirement, await referenceClient(await loadSourceMutant(mutant))),
  );
});

// A loader that damages the client would make every mutant noticed.
test.each(drawn(['the client that is loaded in this way without an edit'], String))(
  '%s passes these checks',
  {
    timeout: 400_000,
  },
  async () => {
    const open = await loadSourceMutant(sourceMutant('links/client-port', 'unedited', 'driver/index.ts'));
    const broken = new Set(sourceMutants.map(({ requirement }) => requirement));
    const naming = checks.filter(({ requirements }) => requirements.some((id) => broken.has(id)));
    const done = await judged({
      client: { address: 'client:unedited', driver: await referenceClient(open) },
      checks: naming,
      seed: 'self-test',
      run: '5e1f7e',
      timeout: CHECK_TIMEOUT_MS,
    });
    const others = done.filter(({ outcome }) => outcome !== 'pass');
    expect(others.map(({ check, message }) => `${check}: ${message}`).join('\n')).toBe('');
    expect(done.length).toBe(naming.length);
  },
);

const program = join(import.meta.dirname, 'mutant-program.ts');

describe('a mutant that runs as a program is detected too', () => {
  const names = [
    'client-certificates/signatures-verified#root-trusted',
    'client-greeting/nonce-hash-checked#first-half',
    'client-keys/old-password-opens-nothing#backup',
    'links/client-action#first-of-two',
    'client-certificates/signatures-verified#unread',
    'client-keys/owner-only#open-after-claim',
    'client-trust/own-keys#any-key-of-the-user',
  ];

  test.concurrent.each(drawn(names, String))('%s', async (name) => {
    const mutant = [...mutantClients, ...sourceMutants].find((each) => each.name === name);
    const command = [process.execPath, program, name].map((word) => `'${word}'`).join(' ');
    await noticed(mutant?.requirement ?? '', await commandClient(command));
  });
});
