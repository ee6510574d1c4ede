import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadChecks } from '../../src/judge/registry.ts';
import { commandClient } from '../../src/targets/client/client-drivers.ts';
import { pythonClientFolder, pythonMutants } from '../support/clients/python-client.ts';
import { drawn } from '../support/drawn.ts';
import { judged } from '../support/judged.ts';
import { detected } from '../support/mutant.ts';
import { canRunPython, python } from '../support/python.ts';

const checks = (await loadChecks()).filter(({ kind }) => kind === 'client');

describe.runIf(await canRunPython())('a mutant of the Python client', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parsec-spec-python-mutants-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test.concurrent.each(drawn(pythonMutants, ({ requirement }) => requirement))(
    'is noticed by a check of its requirement: $name',
    async ({ requirement, file, find, replace }) => {
      const copy = await mkdtemp(join(folder, 'mutant-'));
      await cp(pythonClientFolder, copy, { recursive: true });
      const source = await readFile(join(copy, file), 'utf8');
      await writeFile(
        join(copy, file),
        source.replace(find, () => replace),
      );
      const driver = await commandClient(`${python} ${join(copy, 'client.py')}`);
      const done = await judged({
        client: { address: 'client:python', driver },
        checks: checks.filter(({ requirements }) => requirements.includes(requirement as never)),
        seed: 'self-test',
        run: '5e1f7e',
        again: false,
      });
      expect(done.map(({ check, outcome, message }) => `${check}: ${outcome} ${message ?? ''}`)).not.toEqual(
        [],
      );
      expect(done.some(detected), done.map(({ check, outcome }) => `${check}: ${outcome}`).join('\n')).toBe(
        true,
      );
    },
  );
});
