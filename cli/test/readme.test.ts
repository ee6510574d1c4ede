import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cacheHome } from './support/cache-home.ts';
import { difference, fencesToRun } from './support/fences.ts';

const root = join(import.meta.dirname, '..', '..');
const documents = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
  'reference-server/README.md',
];
const fencesIn = (language: 'sh' | 'ts') =>
  documents.flatMap((name) =>
    fencesToRun(readFileSync(join(root, name), 'utf8'), 'run', language).map((fence) => ({ name, ...fence })),
  );
const fences = fencesIn('sh');
const programs = fencesIn('ts');

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-readme-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/**
 * The output of `commands`, run from the root of the tree as a reader would, with a separate home
 * folder.
 */
async function run(commands: string): Promise<string> {
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', commands], {
    cwd: root,
    timeout: 300_000,
    env: {
      ...process.env,
      HOME: folder,
      XDG_CACHE_HOME: cacheHome,
      TMPDIR: folder,
      NO_COLOR: '1',
      npm_config_offline: 'true',
      PATH: [join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter),
    },
  });
  return stdout;
}

test('the README has commands that this test runs', () => {
  expect(fences.filter(({ name }) => name === 'README.md').length).toBeGreaterThan(0);
});

test.each(fences)('$name line $line: the commands work as written', async ({ commands, output }) => {
  const printed = await run(commands);
  expect(difference(output ?? '', printed)).toBeUndefined();
});

test('the README of the server has a program that this test runs', () => {
  expect(programs.map(({ name }) => name)).toEqual(['reference-server/README.md']);
});

test.each(programs)('$name line $line: the program works as written', async ({ name, commands, output }) => {
  const args = ['--conditions=parsec-spec:src', '--input-type=module-typescript', '--eval', commands];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: join(root, dirname(name)),
    env: { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '' },
    timeout: 300_000,
  });
  expect(output).toBeDefined();
  expect(difference(output ?? '', stdout)).toBeUndefined();
});

test('differing output is shown in full, with the next expected line', () => {
  expect(difference('one …\nthree\n', 'one two\nand three\n')).toBeUndefined();
  expect(difference('{ "a": …\n  "b": 2\n', '{\n  "b": 2,\n  "a": 1\n}\n')).toBe(
    'expected next:\n{ "a": …\n\nprinted:\n{\n  "b": 2,\n  "a": 1\n}\n',
  );
  expect(difference('two\none\n', 'one\ntwo\n')).toMatch(/^expected.*\none\n\nprinted:\none\ntwo\n$/);
});

test('only marked blocks are run, and compared with the output after them', () => {
  const document =
    '```sh\nfalse\n```\n\n```sh run\necho one two\n```\n\n```text output\none …\n```\n\n```sh run\ntrue\n```\n';
  expect(fencesToRun('```ts run\none\n```\n', 'run', 'ts')).toEqual([
    { line: 2, commands: 'one\n', output: undefined },
  ]);
  expect(fencesToRun(document)).toEqual([
    { line: 6, commands: 'echo one two\n', output: 'one …\n' },
    { line: 14, commands: 'true\n', output: undefined },
  ]);
});
