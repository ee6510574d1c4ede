import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshFixtures } from '@parsec-spec/conformance/vectors';
import { Command } from 'commander';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { register } from '../../src/commands/fixtures.ts';
import { callCli } from '../support/call-cli.ts';

vi.mock(import('@parsec-spec/conformance/vectors'), async (load) => {
  const vectors = await load();
  return { ...vectors, freshFixtures: vi.fn(vectors.freshFixtures) };
});

const committed = join(import.meta.dirname, '..', '..', '..', 'fixtures');
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-fixtures-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

// Such a folder is checked in conformance/test/vectors/fresh.test.ts.
test('writes vectors to a new folder and prints its name', async () => {
  const out = join(folder, 'cast');
  const made = await callCli(['fixtures', '--seed', '42', '--out', out, '--output', 'json']);
  expect(made).toMatchObject({ code: 0, stderr: '' });
  const summary = JSON.parse(made.stdout) as {
    folder: string;
    seed: string;
    organization: string;
    files: number;
  };
  expect(summary).toMatchObject({ folder: out, seed: '42' });
  const files = (await readdir(out, { recursive: true, withFileTypes: true })).filter((one) => one.isFile());
  expect(summary.files).toBe(files.length);
  expect(await readFile(join(out, 'README.md'), 'utf8')).toContain(summary.organization);
  for (const schema of ['vector.schema.json', 'journey.schema.json']) {
    expect(await readFile(join(out, schema), 'utf8')).toBe(await readFile(join(committed, schema), 'utf8'));
  }
});

test('refuses a folder that is not empty and does not change it', async () => {
  const out = join(folder, 'full');
  await mkdir(out);
  await writeFile(join(out, 'mine.txt'), 'mine');
  const { code, stdout, stderr } = await callCli(['fixtures', '--seed', '42', '--out', out]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/is not empty\n {2}name a new folder/);
  expect(await readdir(out)).toEqual(['mine.txt']);
});

test('names a wrong vector and ends with 1; a correct folder ends with 0', async () => {
  const copy = join(folder, 'copy');
  await cp(join(committed, 'urls'), join(copy, 'urls'), { recursive: true });
  const right = await callCli(['fixtures', '--check', copy]);
  expect(right).toMatchObject({ code: 0, stderr: '' });
  expect(right.stdout).toMatch(/^\d+ vectors in \d+ files of .*; all right\.\n$/);
  const path = join(copy, 'urls', 'server.json');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('"port": 9999', '"port": 9998'));
  const { code, stdout } = await callCli(['fixtures', '--check', copy]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^wrong: urls\/server\.json#port: is read as .*9999.*\n.*; 1 wrong\.\n$/);
  const json = await callCli(['fixtures', '--check', copy, '--output', 'json']);
  expect(json.code).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({
    files: 4,
    faults: [{ file: 'urls/server.json', vector: 'port' }],
  });
});

test.each([
  [['fixtures'], /--out is missing/],
  [['fixtures', '--seed', '1'], /--out is missing/],
  [['fixtures', '--check', 'a', '--out', 'b'], /--check excludes/],
  [['fixtures', '--check', 'no-such-folder'], /contains no vectors/],
])('%j is wrong usage', async (args, said) => {
  const { code, stdout, stderr } = await callCli(args, { cwd: folder });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(said);
  const json = await callCli([...args, '--output', 'json'], { cwd: folder });
  expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: 'usage' } });
});

test('a folder that cannot be written is a user error', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  expect(await callCli(['fixtures', '--seed', '42', '--out', join(file, 'below')])).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/below (cannot be written \(\w+\)|is a file)\n {2}name a folder/),
  });
  expect(await callCli(['fixtures', '--seed', '42', '--out', '/proc/none/cast'])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/\/proc\/none\/cast cannot be written/),
  });
});

test('a folder that cannot be written is refused before vectors are generated', async () => {
  const program = new Command();
  register(program);
  vi.mocked(freshFixtures).mockClear();
  const out = ['fixtures', '--seed', '42', '--out', '/proc/none/cast'];
  await expect(program.parseAsync(out, { from: 'user' })).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringMatching(/^\/proc\/none\/cast cannot be written/),
  });
  expect(freshFixtures).not.toHaveBeenCalled();
});
