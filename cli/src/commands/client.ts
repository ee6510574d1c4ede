import { type Command, InvalidArgumentError, Option } from 'commander';
import type { AdministrationOptions } from '../client/administration.ts';
import type { CommonOptions, Context } from '../client/context.ts';
import type { LoginOptions } from '../client/login.ts';
import type { FounderOptions } from '../client/organization-bootstrap.ts';
import type { CreateOptions } from '../client/organization-create.ts';
import { seconds } from '../main/arguments.ts';

const exits = `
Exit codes: 0 done, 1 refused (by the server, or a file that does not open), 2 wrong usage or a missing option,
  4 the server cannot be reached or did not answer, 70 our own fault, 130 interrupted.

Folders: --config-dir or PARSEC_CONFIG_DIR is the folder that holds devices/; else PARSEC_BASE_CONFIG_DIR,
  XDG_CONFIG_HOME or ~/.config, with parsec3/libparsec added: the devices of Scille's client are found there.
`;

const examples = `
Examples:
  parsec-spec client
  parsec-spec client organization create Acme --server https://parsec.example.com --administration-token-file token.txt
  parsec-spec client organization bootstrap 'parsec3://parsec.example.com/Acme?a=bootstrap_organization&p=…'
  parsec-spec client organization bootstrap LINK --email a@b.c --name Alice --device-label laptop --password-stdin
  parsec-spec client device list --output json
  parsec-spec client login --device 4d82
${exits}`;

/** `client …`: the journey of the person who creates an organization. */
export function register(program: Command): void {
  const client = common(program.command('client'))
    .description('create an organization, and use the devices stored on this machine')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', examples)
    .action((_options, command) =>
      run(command, async (context) => (await import('../client/welcome.ts')).welcome(context)),
    );
  const organization = client.command('organization').description('create, found and look at organizations');
  addCreate(organization);
  addBootstrap(organization);
  for (const [name, operation, description] of [
    ['info', 'organization_status', 'what the administration knows of an organization'],
    ['stats', 'organization_stats', 'how many users it has, how much it stores'],
  ] as const) {
    administrative(organization.command(name))
      .description(description)
      .argument('[organization]', 'its name')
      .action((given: string | undefined, _options, command) =>
        run<AdministrationOptions>(command, async (context, options) => {
          const { organizationLook } = await import('../client/organization-look.ts');
          await organizationLook(context, operation, given ?? process.env.PARSEC_ORGANIZATION_ID, options);
        }),
      );
  }
  const device = client.command('device').description('the devices stored on this machine');
  device
    .command('list')
    .description('list them')
    .action((_options, command) =>
      run(command, async (context) => (await import('../client/device-list.ts')).deviceList(context)),
    );
  addLogin(client);
}

function addCreate(organization: Command): void {
  founding(administrative(organization.command('create')))
    .description('create an organization, and found it if wanted')
    .argument('[organization]', 'its name: 1 to 32 bytes of letters, digits, _ and -')
    .option('--bootstrap', 'become its first user at once')
    .option('--no-bootstrap', 'only print the bootstrap link')
    .option('--active-users-limit <number>', 'most users at a time', count)
    .option('--no-outsiders', 'no user of the profile OUTSIDER')
    .option('--tos <locale=url>', 'terms of service (repeatable)', locale)
    .addHelpText('after', exits)
    .action((given: string | undefined, _options, command) =>
      run<CreateOptions>(command, async (context, options) => {
        const { organizationCreate } = await import('../client/organization-create.ts');
        await organizationCreate(context, given, options);
      }),
    );
}

function addBootstrap(organization: Command): void {
  founding(organization.command('bootstrap'))
    .description('found an organization by its bootstrap link: become its first user, on this device')
    .argument('[link]', 'the link, parsec3://… or https://…/redirect/…')
    .addHelpText('after', exits)
    .action((link: string | undefined, _options, command) =>
      run<FounderOptions>(command, async (context, options) => {
        const { organizationBootstrap } = await import('../client/organization-bootstrap.ts');
        await organizationBootstrap(context, link, options);
      }),
    );
}

function addLogin(client: Command): void {
  passwords(client.command('login'))
    .description('open a device, and verify what its server serves')
    .addOption(new Option('--device <digits>', 'first digits of its id').env('PARSEC_DEVICE_ID'))
    .option('--accept-terms', 'accept terms of service that wait, after they are shown')
    .addHelpText('after', exits)
    .action((_options, command) =>
      run<LoginOptions>(command, async (context, options) =>
        (await import('../client/login.ts')).login(context, options),
      ),
    );
}

// Options of `client` itself may stand before or behind the sub-command.
async function run<O extends object>(
  command: Command,
  work: (context: Context, options: O) => Promise<void>,
): Promise<void> {
  const { contextOf } = await import('../client/context.ts');
  const options = command.optsWithGlobals<O & CommonOptions>();
  await work(contextOf(options), options);
}

function common(command: Command): Command {
  return command
    .option('--config-dir <folder>', 'the folder that holds devices/ (PARSEC_CONFIG_DIR)')
    .option('--ca-file <file>', 'trust this certificate authority (PEM)')
    .option('--timeout <seconds>', 'longest time of an exchange with a server', seconds)
    .addOption(
      new Option('--log-level <level>', 'what is told on stderr').choices([
        'error',
        'warn',
        'info',
        'debug',
        'trace',
      ]),
    )
    .addOption(new Option('--output <kind>', 'what stdout holds').choices(['text', 'json']).default('text'));
}

function administrative(command: Command): Command {
  return command
    .addOption(
      new Option('--server <address>', 'https://HOST[:PORT] or parsec3://…').env('PARSEC_SERVER_ADDR'),
    )
    .addOption(
      new Option('--administration-token <token>', 'token of its administration').env(
        'PARSEC_ADMINISTRATION_TOKEN',
      ),
    )
    .option('--administration-token-file <file>', 'a file that holds it');
}

function founding(command: Command): Command {
  return passwords(command)
    .option('--email <address>', 'your e-mail address')
    .option('--name <name>', 'your name')
    .option('--device-label <name>', 'name of this device')
    .option(
      '--sequester-key <file>',
      'RSA public key (PEM) of an authority that may open everything, for ever',
    );
}

function passwords(command: Command): Command {
  return command
    .option('--password-stdin', 'the password is the first line of stdin')
    .option('--password-fd <number>', 'the password is the first line of this file descriptor', count);
}

function count(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError('expected a whole number');
}

function locale(text: string, before: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('expected LOCALE=URL');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}
