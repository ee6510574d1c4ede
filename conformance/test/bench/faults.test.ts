import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { readOptions } from '../../bench/options.ts';

const program = join(import.meta.dirname, '..', '..', 'bench', 'faults.ts');
/** An address without a container engine. */
const nowhere = { DOCKER_HOST: 'tcp://127.0.0.1:1' };

/** The exit code of the command, and its stderr. */
async function run(words: readonly string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--conditions=parsec-spec:src', program, ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...environment },
  });
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return { stderr, code: code as number | null };
}

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'parsec-spec-faults-'));
  onTestFinished(() => rm(made, { recursive: true }));
  return made;
}

test.each([
  [['--kils', '3'], '--kils'],
  [['--kills', '0'], '--kills is a number from 1 to 999999, not 0'],
  [['--db', 'mysql'], '--db is sqlite or postgres, not mysql'],
  [['--nodes', '2', '--db', 'sqlite'], '--db postgres'],
  [['--sheet', '/no/such/folder/kills.json'], 'not /no/such/folder/kills.json'],
])('wrong usage ends 2 and names what is wrong: %s', async (words, named) => {
  const { stderr, code } = await run(words);
  expect(code, stderr).toBe(2);
  expect(stderr).toContain(named);
  expect(stderr).toMatch(/\nusage: npm run bench:faults -- .*\n$/);
  expect(stderr).not.toContain('    at ');
});

test('several nodes are killed on a shared database', () => {
  expect(readOptions([]).databases).toEqual(['sqlite', 'postgres']);
  expect(readOptions(['--nodes', '2']).databases).toEqual(['postgres']);
  expect(readOptions(['--nodes', '1', '--db', 'sqlite'])).toMatchObject({ nodes: 1, databases: ['sqlite'] });
});

test('without an engine it ends with 5 and a remedy, and the sheet lists the faults finished before', {
  timeout: 120_000,
}, async () => {
  const sheet = join(await folder(), 'kills.json');
  const { stderr, code } = await run(['--kills', '2', '--sheet', sheet], nowhere);
  expect(code, stderr).toBe(5);
  expect(stderr).toContain('bench:faults: no container engine answers\n  start one');
  expect(stderr).not.toContain('    at ');
  expect(JSON.parse(await readFile(sheet, 'utf8'))).toMatchObject({
    rows: [{ what: 'lost or half-done on sqlite', wanted: '0 in 2 kills', met: true }],
  });
});

test('a sheet stays unchanged when nothing was measured', async () => {
  const sheet = join(await folder(), 'kills.json');
  await writeFile(sheet, 'of another day');
  const { code } = await run(['--kills', '2', '--db', 'postgres', '--sheet', sheet], nowhere);
  expect(code).toBe(5);
  expect(await readFile(sheet, 'utf8')).toBe('of another day');
});
