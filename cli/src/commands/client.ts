import type { Command } from 'commander';
import { exitCodesHelp, run, withCommonOptions } from '../client/options.ts';
import { CliError } from '../main/cli-error.ts';
import { helpCommand } from '../main/command-prefix.ts';

const examples = `
Without a subcommand it lists the devices stored here. Without a device it
offers, at a terminal, to create or join an organization.
A question whose answer the server refuses is asked again. Ctrl-C cancels, and
says what was changed.

Examples:
  parsec-spec client
  parsec-spec client organization create Acme \\
    --server https://parsec.example.com
  parsec-spec client organization bootstrap LINK --email a@b.c --name Alice \\
    --device-label laptop --password-stdin
  parsec-spec client invite user bob@example.com
  parsec-spec client invite claim LINK
  parsec-spec client user list --output json
  parsec-spec client login --device 4d82

LINK is parsec3://… or https://…/redirect/…, in quotes because of its &.
`;

/**
 * Adds `client …`, the commands of a Parsec client.
 *
 * @param isList only the list of all commands is needed, so the subcommands are left out
 */
export async function register(program: Command, isList: boolean): Promise<void> {
  const client = withCommonOptions(program.command('client'))
    .description('create an organization, enrol others, and use the devices stored on this machine')
    .configureHelp({ showGlobalOptions: true, minWidthToWrap: 20 })
    .addHelpText('after', examples)
    .addHelpText('afterAll', exitCodesHelp)
    .allowExcessArguments()
    .action(async (_options, command: Command) => {
      const [word] = command.args;
      if (word !== undefined)
        throw new CliError('usage', `unknown command '${word}'`, `see ${helpCommand('client')}`);
      const { welcome } = await import('../client/welcome.ts');
      return run(command, welcome);
    });
  if (!isList) (await import('../client/subcommands.ts')).addSubcommands(client);
}
