import type { Mutant } from '@parsec-spec/reference-server/core';
import type * as Serve from '@parsec-spec/reference-server/serve';
import {
  optionGroups,
  readSettings,
  type ServeSettings,
  unservedOptions,
} from '@parsec-spec/reference-server/settings';
import { type Command, Help, Option } from 'commander';
import { repeatable } from '../main/arguments.ts';
import { CliError } from '../main/cli-error.ts';
import { type ClientOptions, clientPages } from '../main/client-pages.ts';

const examples = `
Each --NAME-OF-OPTION has an environment variable PARSEC_NAME_OF_OPTION, but
--debug has DEBUG, and --dev, --check-config, --send-test-mail and the options
of the client have none. The command line wins. PARSEC_CMD_ARGS holds more
arguments.

Examples:
  parsec-spec serve --dev
  parsec-spec serve --db sqlite:/var/lib/parsec/parsec.sqlite
  parsec-spec serve --administration-token-file /etc/parsec/token
  parsec-spec serve --host 0.0.0.0 --ssl-keyfile key.pem --ssl-certfile cert.pem
  parsec-spec serve --metrics-listen 127.0.0.1:9464
  parsec-spec serve --client-connect https://parsec.example.com
  parsec-spec serve --check-config
  parsec-spec serve --dev --misbehave certificate.signature=broken
  parsec-spec serve --email-host dir:mails --send-test-mail alice@example.com

Health: GET /healthz is 200 while the process lives. GET /readyz is 503 while
  the database is away or the server stops, otherwise 200, for example:
  curl --fail http://127.0.0.1:6777/readyz
Metrics: GET /metrics, for Prometheus, needs the administration token as Bearer.

Exit codes: 0 stopped by SIGTERM, SIGINT or SIGHUP, the settings are usable, or
  the test mail was sent, 1 it cannot start (address in use, database) or the
  test mail was not sent, 2 wrong usage (an option, a file it names), 70 our own
  bug, 74 stdout cannot be written. Requests in flight are finished first. The
  same signal again after more than a second ends the server at once.
`;

/** Adds `serve`, a server for Parsec clients, with the options of Scille's server. */
export function register(program: Command): void {
  const command = program
    .command('serve')
    .description('start a server for Parsec clients')
    .configureHelp({ padWidth: () => TERM_WIDTH, formatItem });
  for (const { title, options } of optionGroups) {
    for (const { flags, kind, help } of options) {
      const option = kind === 'list' ? repeatable(flags, help) : new Option(flags, help);
      command.addOption(option.helpGroup(`${title}:`));
    }
  }
  for (const { name, short, flag } of unservedOptions) {
    const prefix = short === undefined ? '' : `-${short}, `;
    command.addOption(new Option(`${prefix}--${name}${flag === true ? '' : ' <value...>'}`).hideHelp());
  }
  command
    .optionsGroup('Client:')
    .option('--no-client', 'do not offer the client in the browser at /client')
    .addOption(
      repeatable(
        '--client-connect <ORIGIN>',
        'another server that the client in the browser may call',
        'none',
      ),
    )
    .option('--redirect-to-client', 'let the links of /redirect open the client in the browser')
    .optionsGroup('Tests of clients:')
    .addOption(
      repeatable(
        '--misbehave <name=parameter>',
        'break a rule on purpose (parsec-spec list --misbehaviours); needs --dev or --db memory:',
        'none',
      ),
    )
    .optionsGroup('Instead of serving:')
    .option('--check-config', 'check the settings and show them without secrets')
    .addOption(
      new Option('--send-test-mail <ADDRESS>', 'send a mail with these settings').conflicts('checkConfig'),
    )
    .helpOption('-h, --help', 'display help for command')
    .addHelpText('after', examples)
    .action(async ({ checkConfig, sendTestMail, misbehave, ...clientOptions }: Alternatives) => {
      const options = command.options
        .map((option) => ({ option, key: option.attributeName() }))
        .filter(({ key }) => !own.has(key) && command.getOptionValueSource(key) === 'cli')
        .map(({ option, key }) => [option.long?.slice(2), command.getOptionValue(key)]);
      const settings = readSettings(Object.fromEntries(options), process.env);
      const pages = clientPages(clientOptions);
      if (checkConfig === true) return showSettings(settings);
      const server = await import('@parsec-spec/reference-server/serve');
      if (sendTestMail === undefined) {
        const [served, more] = await withMisbehaviours(settings, misbehave);
        return server.serve(served, { ...more, ...(pages && { staticFiles: pages }) });
      }
      const delivery = await server.sendTestMail(settings, sendTestMail);
      process.stdout.write(`sent a test mail to ${sendTestMail} by ${delivery}\n`);
    });
}

/** Options that are no settings of the server. */
const own: ReadonlySet<string> = new Set(['misbehave', 'client', 'clientConnect', 'redirectToClient']);

/** What the command does instead of serving, and what it serves besides. */
interface Alternatives extends ClientOptions {
  readonly checkConfig?: true;
  readonly sendTestMail?: string;
  readonly misbehave: readonly string[];
}

/** The settings of a server that misbehaves, and what makes it do so. */
async function withMisbehaviours(
  settings: ServeSettings,
  names: readonly string[],
): Promise<Parameters<typeof Serve.serve>> {
  if (names.length === 0) return [settings];
  if (settings.db !== 'memory:')
    throw new CliError(
      'usage',
      '--misbehave is for tests of clients, and this server keeps its state',
      'add --dev or --db memory:',
    );
  const { misbehave, parseMisbehaviour, puppetLink } = await import('@parsec-spec/conformance/misbehaviours');
  const selection = names.map(parseMisbehaviour);
  const [requirement] = selection.flatMap(({ misbehaviour }) => misbehaviour.requirements);
  if (requirement === undefined) return [settings];
  const notice = `this server misbehaves on purpose: ${names.join(', ')}`;
  let tell = (_text: string): void => undefined;
  const stopping = new AbortController();
  const options = {
    tell: (text: string) => tell(text),
    misbehaved: (text: string) => tell(`misbehaves: ${text}`),
    signal: stopping.signal,
  };
  const wrap = (handle: Parameters<Mutant['wrap']>[0]) => misbehave(handle, selection, options);
  return [
    { ...settings, notices: [...settings.notices, notice] },
    {
      mutants: [{ name: names.join(', '), requirement, wrap }],
      listening: ({ serverAddr }, log, signal) => {
        tell = (text) => log.warn({}, text);
        signal.addEventListener('abort', () => stopping.abort());
        showPuppets(settings, puppetLink(serverAddr));
      },
    },
  ];
}

/** Prints the link to the organization whose keys the server has. The log would hide its token. */
function showPuppets({ logFormat }: ServeSettings, link: string): void {
  const text =
    logFormat === 'json'
      ? JSON.stringify({ event: 'puppets', link })
      : `An organization whose keys this server has: ${link}`;
  process.stderr.write(`${text}\n`);
}

/** Prints the settings and their warnings, in the form of the log. */
async function showSettings(settings: ServeSettings): Promise<void> {
  const { checkConfig } = await import('@parsec-spec/reference-server/serve');
  const check = await checkConfig(settings);
  if (settings.logFormat === 'json') {
    process.stdout.write(
      `${JSON.stringify({ event: 'config', settings: check, warnings: settings.notices })}\n`,
    );
    return;
  }
  const lines = Object.entries(check).map(([name, value]) => `--${name} ${value ?? '(none)'}`);
  process.stdout.write(`${lines.join('\n')}\n`);
  for (const warning of settings.notices) process.stderr.write(`warning: ${warning}\n`);
}

/** Columns of an option before its description. A longer option has a line of its own. */
const TERM_WIDTH = 30;

function formatItem(this: Help, term: string, width: number, description: string, helper: Help): string {
  if (term.length <= width) return Help.prototype.formatItem.call(this, term, width, description, helper);
  return `  ${term}\n${Help.prototype.formatItem.call(this, '', width, description, helper)}`;
}
