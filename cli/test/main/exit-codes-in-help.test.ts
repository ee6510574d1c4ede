import { Command } from 'commander';
import { expect, test } from 'vitest';
import { registerCommands } from '../../src/main/main.ts';

/** A command and all its subcommands. */
const family = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(family)];

const helpOf = (command: Command): string => {
  const said: string[] = [];
  command.configureOutput({ writeOut: (text) => said.push(text) }).outputHelp();
  return said.join('');
};

test('the help of every command lists its exit codes', async () => {
  const program = new Command('parsec-spec');
  await registerCommands(program, undefined);
  const commands = program.commands.flatMap(family);
  expect(commands.length).toBeGreaterThan(25);
  const emptyStep = commands.filter((command) => helpOf(command).split('Exit codes: 0').length !== 2);
  expect(emptyStep.map((command) => command.name())).toEqual([]);
});
