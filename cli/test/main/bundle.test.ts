import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
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

/** Replaces a text in a file of the copied tree. */
async function change(path: string, from: string, to: string): Promise<void> {
  const text = await readFile(join(tree, path), 'utf8');
  expect(text).toContain(from);
  await writeFile(join(tree, path), text.replace(from, to));
}

const removeBundle = () => rm(join(tree, 'cli', '.bundle'), { recursive: true, force: true });

const bundled = { code: 0, isBundled: true, areSources: false };
const unbundled = { code: 0, isBundled: false, areSources: true };

test('of several first starts one makes a bundle, all answer alike, and the next start runs it', async () => {
  const starts = await Promise.all(Array.from({ length: 4 }, () => runCopy('list', '--only', 'ping/*')));
  const [{ stdout } = { stdout: '' }] = starts;
  expect(stdout).toContain('ping/');
  expect(starts.filter((start) => start.code !== 0 || start.stdout !== stdout)).toEqual([]);
  expect(starts).toContainEqual({ ...bundled, stdout });
  const current = await readFile(join(tree, 'cli', '.bundle', 'current.json'), 'utf8');
  expect(await runCopy('list', '--only', 'ping/*')).toEqual({ ...bundled, stdout });
  expect(await readFile(join(tree, 'cli', '.bundle', 'current.json'), 'utf8')).toBe(current);
});

test('the next bundle has a changed text, a new subcommand, moved lines, and names lines of sources in stacks', async () => {
  const checks = 'conformance/checks/commands/ping/checks.ts';
  const lineOfCheck = async () => {
    const { stdout } = await runCopy('explain', 'ping/echoes');
    return Number(new RegExp(`^Check\\s+${RegExp.escape(checks)}:(\\d+)$`, 'm').exec(stdout)?.[1]);
  };
  const line = await lineOfCheck();
  const commands = join(tree, 'cli', 'src', 'commands');
  await cp(join(commands, 'mail-sink.ts'), join(commands, 'more.ts'));
  await change('cli/src/commands/more.ts', "command('mail-sink')", "command('more')");
  const [from, to] = ["description('judge a server or a client')", "description('judge something else')"];
  await change('cli/src/commands/validate.ts', from, to);
  await change(checks, 'import', '\n\nimport');
  const text = await readFile(join(tree, checks), 'utf8');
  const [body = ''] = /async \(judge\) => \{\n/.exec(text) ?? [];
  const thrownAt = text.slice(0, text.indexOf(body)).split('\n').length + 1;
  await change(checks, body, `${body}throw new TypeError('planted');\n`);

  expect(await runCopy('--help')).toMatchObject({
    ...bundled,
    stdout: expect.stringContaining('judge something else'),
  });
  expect(await runCopy('more', '--help')).toMatchObject(bundled);
  expect(await lineOfCheck()).toBe(line + 2);
  const { stdout, isBundled } = await runCopy('validate', 'memory:reference', '--only', 'ping/*');
  expect(stdout).toContain('TypeError: planted');
  expect(stdout).toContain(`${checks}:${thrownAt}`);
  expect(isBundled).toBe(true);
});

test('the sources run if no bundle can be written', async () => {
  await removeBundle();
  await writeFile(join(tree, 'cli', '.bundle'), 'not a folder');
  expect(await runCopy('--version')).toMatchObject(unbundled);
});

test('the sources run if the bundle cannot be made', async () => {
  await removeBundle();
  await change('cli/bundle/make.ts', "'node:fs'", "'node:no-such-module'");
  expect(await runCopy('--version')).toMatchObject(unbundled);
  expect(await runCopy('--version')).toMatchObject(unbundled);
});
