import { readdir } from 'node:fs/promises';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { registerCommands } from '../../src/main/main.ts';
import { runCli } from '../support/run-cli.ts';

const commands = (await readdir(new URL('../../src/commands/', import.meta.url))).map((file) =>
  file.replace('.ts', ''),
);

test('the help lists every subcommand', async () => {
  const started = performance.now();
  const { code, stdout } = await runCli(['--help']);
  expect(code).toBe(0);
  for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
  expect(stdout).toMatch(/Examples:/);
  expect(performance.now() - started).toBeLessThan(10_000);
});

test('without a subcommand it prints the help', async () => {
  expect(await runCli([])).toMatchObject({ code: 0, stdout: expect.stringContaining('validate') });
});

test.each(commands)('%s --help shows examples', async (command) => {
  const { code, stdout } = await runCli([command, '--help']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/Examples:\n +parsec-spec /);
});

test('an unknown subcommand is answered with the nearest one', async () => {
  const { code, stderr } = await runCli(['vaildate']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/unknown command 'vaildate'\n.*validate/);
});

test('a command without its subcommand shows the help and is wrong usage', async () => {
  const { code, stdout, stderr } = await runCli(['client', 'organization']);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^Usage: parsec-spec client organization .*\n[\s\S]*^ {2}bootstrap /m);
  expect(await runCli(['client', 'device', '--output', 'json'])).toMatchObject({
    code: 2,
    stdout: expect.stringContaining('"a subcommand is missing"'),
  });
});

test('an unknown subcommand of client is named', async () => {
  expect(await runCli(['client', 'nonsense'])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^parsec-spec: unknown command 'nonsense'\n/),
  });
});

test.each(['serve', 'validate', 'client'])('%s --help lists its exit codes', async (command) => {
  expect((await runCli([command, '--help'])).stdout).toMatch(/^Exit codes: 0 [\s\S]* 2 wrong usage/m);
});

test('the help fits 80 columns', async () => {
  const program = new Command('parsec-spec');
  await registerCommands(program, undefined);
  const family = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(family)];
  const commands = program.commands.flatMap(family);
  const said: string[] = [(await runCli(['--help'])).stdout];
  for (const command of commands)
    command.configureOutput({ writeOut: (text) => said.push(text), getOutHelpWidth: () => 80 }).outputHelp();
  expect(commands.length).toBeGreaterThan(20);
  expect(
    said
      .join('')
      .split('\n')
      .filter((line) => line.length > 80),
  ).toEqual([]);
});

test('no help shows an empty list or false as default', async () => {
  for (const command of commands)
    expect((await runCli([command, '--help'])).stdout).not.toMatch(/\[\]\)|default: false/);
});
