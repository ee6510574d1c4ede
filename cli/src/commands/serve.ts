import { readSettings, serveOptions, unservedOptions } from '@parsec-spec/reference-server/settings';
import { type Command, Option } from 'commander';
import { collect } from '../main/arguments.ts';

const examples = `
Every option has an environment variable; the command line wins. PARSEC_CMD_ARGS holds more arguments.

Examples:
  parsec-spec serve --dev
  parsec-spec serve --db sqlite:/var/lib/parsec/parsec.sqlite --administration-token "$TOKEN"
  parsec-spec serve --host 0.0.0.0 --ssl-keyfile key.pem --ssl-certfile cert.pem --server-addr parsec3://parsec.example.com
`;

/** `serve`: a server that Parsec clients can talk to, with the options that a Parsec host knows. */
export function register(program: Command): void {
  const command = program.command('serve').description('start a server that Parsec clients can talk to');
  for (const option of serveOptions) {
    const { name, kind, help, env } = option;
    const short = 'short' in option ? `-${option.short}, ` : '';
    const value = 'value' in option ? ` <${option.value}${kind === 'limits' ? '...' : ''}>` : '';
    const made = new Option(`${short}--${name}${value}`, env === null ? help : `${help} [${env}]`);
    command.addOption(kind === 'list' ? made.default([]).argParser(collect) : made);
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
