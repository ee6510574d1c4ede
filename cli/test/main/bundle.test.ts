import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { copyTree } from '../support/copy-tree.ts';
import { printsModules } from '../support/prints-modules.ts';
import { runCli } from '../support/run-cli.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const packages = ['fixtures', 'spec', 'reference-client', 'reference-server', 'conformance', 'cli'];
let folder = '';
let tree = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-bundle-'));
  tree = join(folder, 'tree');
  await copyTree(root, tree, packages);
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(() => rm(join(tree, 'cli', '.bundle'), { recursive: true, force: true }));

/** Runs the command line of the copied tree. */
async function runCopy(...args: readonly string[]) {
  const program = join(tree, 'cli', 'bin', 'parsec-spec.mjs');
  const result = await runCli(args, { program, env: { NODE_OPTIONS: printsModules } });
  const modules = result.stderr.split('\n').filter((line) => /^(file|node|data):/.test(line));
  return {
    code: result.code,
    stdout: result.stdout,
    isBundled: modules.some((url) => url.includes('/cli/.bundle/made-')),
    areSources: modules.some((url) => url.endsWith('/cli/src/main/main.ts')),
  };
}

/** Replaces a text in a file of the copied tree while `act` runs. */
async function whileChanged(path: string, from: string, to: string, act: () => Promise<void>) {
  const file = join(tree, path);
  const text = await readFile(file, 'utf8');
  expect(text).toContain(from);
  await writeFile(file, text.replace(from, to));
  await act().finally(() => writeFile(file, text));
}

const bundled = { code: 0, isBundled: true, areSources: false };
const unbundled = { code: 0, isBundled: false, areSources: true };

test('the first start makes a bundle, and the second one runs it', async () => {
  const first = await runCopy('--version');
  const current = await readFile(join(tree, 'cli', '.bundle', 'current.json'), 'utf8');
  expect(first).toMatchObject(bundled);
  expect(await runCopy('--version')).toEqual(first);
  expect(await readFile(join(tree, 'cli', '.bundle', 'current.json'), 'utf8')).toBe(current);
});

test('a changed source and a new subcommand are in the next bundle', async () => {
  expect((await runCopy('--help')).stdout).toContain('judge a server or a client');
  const [from, to] = ["description('judge a server or a client')", "description('judge something else')"];
  await whileChanged('cli/src/commands/validate.ts', from, to, async () => {
    expect(await runCopy('--help')).toMatchObject({
      ...bundled,
      stdout: expect.stringContaining('judge something else'),
    });
  });
  const commands = join(tree, 'cli', 'src', 'commands');
  await cp(join(commands, 'mail-sink.ts'), join(commands, 'more.ts'));
  await whileChanged('cli/src/commands/more.ts', "command('mail-sink')", "command('more')", async () => {
    expect(await runCopy('more', '--help')).toMatchObject(bundled);
  });
  await rm(join(commands, 'more.ts'));
});

test('a moved check has its new line', async () => {
  const lineOf = async () => {
    const { stdout } = await runCopy('explain', 'ping/echoes');
    return Number(/^Check\s+conformance\/checks\/commands\/ping\/checks\.ts:(\d+)$/m.exec(stdout)?.[1]);
  };
  const line = await lineOf();
  const file = 'conformance/checks/commands/ping/checks.ts';
  await whileChanged(file, 'import', '\n\nimport', async () => {
    expect(await lineOf()).toBe(line + 2);
  });
});

test('several first starts at once all answer, and one bundle is made', async () => {
  const starts = await Promise.all(Array.from({ length: 4 }, () => runCopy('list', '--only', 'ping/*')));
  const [{ stdout } = { stdout: '' }] = starts;
  expect(stdout).toContain('ping/');
  expect(starts.filter((start) => start.code !== 0 || start.stdout !== stdout)).toEqual([]);
  expect(await runCopy('list', '--only', 'ping/*')).toMatchObject({ ...bundled, stdout });
});

test('the sources run if no bundle can be written', async () => {
  await writeFile(join(tree, 'cli', '.bundle'), 'not a folder');
  expect(await runCopy('--version')).toMatchObject(unbundled);
});

test('the sources run if the bundle cannot be made', async () => {
  await whileChanged('cli/bundle/make.ts', "'node:fs'", "'node:no-such-module'", async () => {
    expect(await runCopy('--version')).toMatchObject(unbundled);
    expect(await runCopy('--version')).toMatchObject(unbundled);
  });
});

test('the stack of an error in a bundled check names the line of the source', async () => {
  const file = 'conformance/checks/commands/ping/checks.ts';
  const text = await readFile(join(tree, file), 'utf8');
  const [from = ''] = /async \(judge\) => \{\n/.exec(text) ?? [];
  const line = text.slice(0, text.indexOf(from)).split('\n').length + 1;
  await whileChanged(file, from, `${from}throw new TypeError('planted');\n`, async () => {
    const { stdout, isBundled } = await runCopy('validate', 'memory:reference', '--only', 'ping/*');
    expect(stdout).toContain('TypeError: planted');
    expect(stdout).toContain(`${file}:${line}`);
    expect(isBundled).toBe(true);
  });
});
