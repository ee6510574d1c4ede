import { Command } from 'commander';
import { registerCommands } from '../../src/main/main.ts';

/** All commands, each before its subcommands. */
export async function allCommands(): Promise<readonly Command[]> {
  const program = new Command('parsec-spec');
  await registerCommands(program, undefined);
  return program.commands.flatMap(family);
}

const family = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(family)];

/** The help of a command on a terminal of 80 columns. */
export function helpOf(command: Command): string {
  const said: string[] = [];
  command.configureOutput({ writeOut: (text) => said.push(text), getOutHelpWidth: () => 80 }).outputHelp();
  return said.join('');
}
