import type { Command } from 'commander';
import { common, exits, run } from '../client/options.ts';
import { CliError } from '../main/cli-error.ts';

const examples = `
Examples:
  parsec-spec client
  parsec-spec client organization create Acme --server https://parsec.example.com --administration-token-file token.txt
  parsec-spec client organization bootstrap 'parsec3://parsec.example.com/Acme?a=bootstrap_organization&p=…'
  parsec-spec client organization bootstrap LINK --email a@b.c --name Alice --device-label laptop --password-stdin
  parsec-spec client invite user bob@example.com
  parsec-spec client invite claim 'parsec3://parsec.example.com/Acme?a=claim_user&p=…'
  parsec-spec client user list --output json
  parsec-spec client login --device 4d82
`;

/**
 * Adds `client …`, the commands of a Parsec client.
 *
 * @param isList only the list of all commands is needed, so the subcommands are left out
 */
export async function register(program: Command, isList: boolean): Promise<void> {
  const client = common(program.command('client'))
    .description('create an organization, enrol others, and use the devices stored on this machine')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', examples)
    .addHelpText('afterAll', exits)
    .allowExcessArguments()
    .action(async (_options, command: Command) => {
      const [word] = command.args;
      if (word !== undefined)
        throw new CliError('usage', `unknown command '${word}'`, 'see parsec-spec client --help');
      const { welcome } = await import('../client/welcome.ts');
      return run(command, welcome);
    });
  if (!isList) (await import('../client/subcommands.ts')).addSubcommands(client);
}
