import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { runCli } from '../run-cli.ts';

const commands = (await readdir(new URL('../../src/commands/', import.meta.url))).map((file) =>
  file.replace('.ts', ''),
);

test('the help names every sub-command, at once', async () => {
  const started = performance.now();
  const { code, stdout } = await runCli(['--help']);
  expect(code).toBe(0);
  for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
  expect(stdout).toMatch(/Examples:/);
  expect(performance.now() - started).toBeLessThan(10_000);
});

test('without a word it helps too', async () => {
  expect(await runCli([])).toMatchObject({ code: 0, stdout: expect.stringContaining('validate') });
});

test.each(commands)('%s --help shows examples', async (command) => {
  const { code, stdout } = await runCli([command, '--help']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/Examples:\n +parsec-spec /);
});

test('a word that is no sub-command gets the nearest one', async () => {
  const { code, stderr } = await runCli(['vaildate']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/unknown command 'vaildate'\n.*validate/);
});

test('a command that wants a further word shows its help, and is wrong usage', async () => {
  const { code, stdout, stderr } = await runCli(['client', 'organization']);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^Usage: parsec-spec client organization .*\n[\s\S]*^ {2}bootstrap /m);
  expect(await runCli(['client', 'device', '--output', 'json'])).toMatchObject({
    code: 2,
    stdout: expect.stringContaining('"the command wants a further word"'),
  });
});

test('a word that the client does not know is named', async () => {
  expect(await runCli(['client', 'nonsense'])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^parsec-spec: unknown command 'nonsense'\n/),
  });
});

test.each(['serve', 'validate', 'client'])('%s --help tells its exit codes', async (command) => {
  expect((await runCli([command, '--help'])).stdout).toMatch(/^Exit codes: 0 [\s\S]* 2 wrong usage/m);
});

test('no help shows an empty list for a default', async () => {
  for (const command of commands) expect((await runCli([command, '--help'])).stdout).not.toContain('[])');
});
