import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { callCli } from '../support/call-cli.ts';
import { allCommands, helpOf } from '../support/help.ts';

const commands = (await readdir(new URL('../../src/commands/', import.meta.url))).map((file) =>
  file.replace('.ts', ''),
);

test('the help lists every subcommand', async () => {
  const { code, stdout } = await callCli(['--help']);
  expect(code).toBe(0);
  for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
  expect(stdout).toMatch(/Examples:/);
});

test('without a subcommand it prints the help', async () => {
  expect(await callCli([])).toMatchObject({ code: 0, stdout: expect.stringContaining('validate') });
});

test.each(commands)('%s --help shows examples', async (command) => {
  const { code, stdout } = await callCli([command, '--help']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/Examples:\n +parsec-spec /);
});

test('an unknown subcommand is answered with the nearest one', async () => {
  const { code, stderr } = await callCli(['vaildate']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/unknown command 'vaildate'\n.*validate/);
});

test('a command without its subcommand shows the help and is wrong usage', async () => {
  const { code, stdout, stderr } = await callCli(['client', 'organization']);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^Usage: parsec-spec client organization .*\n[\s\S]*^ {2}bootstrap /m);
  expect(await callCli(['client', 'device', '--output', 'json'])).toMatchObject({
    code: 2,
    stdout: expect.stringContaining('"a subcommand is missing"'),
  });
});

test('an unknown subcommand of client is named', async () => {
  expect(await callCli(['client', 'nonsense'])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^parsec-spec: unknown command 'nonsense'\n/),
  });
});

test('the help of every command lists its exit codes', async () => {
  const commands = await allCommands();
  expect(commands.length).toBeGreaterThan(25);
  const without = commands.filter((command) => helpOf(command).split('Exit codes: 0').length !== 2);
  expect(without.map((command) => command.name())).toEqual([]);
});

test('the help fits 80 columns', async () => {
  const helps = [(await callCli(['--help'])).stdout, ...(await allCommands()).map(helpOf)];
  const lines = helps.join('').split('\n');
  expect(lines.length).toBeGreaterThan(500);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
});

test('no help shows an empty list or false as default', async () => {
  for (const command of commands)
    expect((await callCli([command, '--help'])).stdout).not.toMatch(/\[\]\)|default: false/);
});
