import { readSettings, serveOptions, unservedOptions } from '@parsec-spec/reference-server/settings';
import { type Command, Option } from 'commander';
import { repeatable } from '../main/arguments.ts';

const examples = `
Every option has an environment variable; the command line wins.
PARSEC_CMD_ARGS holds more arguments.

Examples:
  parsec-spec serve --dev
  parsec-spec serve --db sqlite:/var/lib/parsec/parsec.sqlite
  parsec-spec serve --administration-token-file /etc/parsec/token
  parsec-spec serve --host 0.0.0.0 --ssl-keyfile key.pem --ssl-certfile cert.pem

Health: GET /healthz is 200 while the process lives. GET /readyz is 503 while
  the database is away or the server stops, otherwise 200, for example:
  curl --fail http://127.0.0.1:6777/readyz

Exit codes: 0 stopped by SIGTERM, SIGINT or SIGHUP, 1 it cannot start (address
  in use, database), 2 wrong usage (an option, a file it names), 70 our own
  fault, 74 stdout cannot be written. Requests in flight are finished first. The
  same signal again after more than a second ends the server at once.
`;

/** Adds `serve`, a server for Parsec clients, with the options of Scille's server. */
export function register(program: Command): void {
  const command = program.command('serve').description('start a server for Parsec clients');
  for (const option of serveOptions) {
    const { name, kind, help, env } = option;
    const short = 'short' in option ? `-${option.short}, ` : '';
    const value = 'value' in option ? ` <${option.value}${kind === 'limits' ? '...' : ''}>` : '';
    const flags = `${short}--${name}${value}`;
    const description = env === null ? help : `${help} [${env}]`;
    command.addOption(kind === 'list' ? repeatable(flags, description) : new Option(flags, description));
  }
  for (const { name, short, flag } of unservedOptions) {
    const prefix = short === undefined ? '' : `-${short}, `;
    command.addOption(new Option(`${prefix}--${name}${flag === true ? '' : ' <value...>'}`).hideHelp());
  }
  command.addHelpText('after', examples).action(async () => {
    const given = command.options
      .map((option) => ({ option, key: option.attributeName() }))
      .filter(({ key }) => command.getOptionValueSource(key) === 'cli')
      .map(({ option, key }) => [option.long?.slice(2), command.getOptionValue(key)]);
    const settings = readSettings(Object.fromEntries(given), process.env);
    const { serve } = await import('@parsec-spec/reference-server/serve');
    await serve(settings);
  });
}
