import { type Command, InvalidArgumentError, Option } from 'commander';

const examples = `
It accepts every mail, with any login or none, and delivers none. Stop it with Ctrl-C.

Examples:
  parsec-spec mail-sink
  parsec-spec mail-sink --port 2525 --dir mails
  parsec-spec serve --dev --email-host 127.0.0.1 --email-port 2525 --email-sender parsec@example.com

Exit codes: 0 stopped, 1 it cannot listen or write, 2 wrong usage, 74 stdout cannot be written.
`;

/** Adds `mail-sink`, a mail relay for developers, which shows mails instead of delivering them. */
export function register(program: Command): void {
  program
    .command('mail-sink')
    .description('show the mails of a server instead of delivering them')
    .option('--port <port>', 'port to listen on, 0 = any free one', portNumber, 2525)
    .option('--host <host>', 'host to listen on', '127.0.0.1')
    .option('--dir <folder>', 'also save each mail as a file')
    .addOption(new Option('--output <kind>', 'what stdout holds').choices(['text', 'json']).default('text'))
    .addHelpText('after', examples)
    .action(async (options) => {
      const { mailSink } = await import('../mail-sink/mail-sink.ts');
      await mailSink(options);
    });
}

function portNumber(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new InvalidArgumentError('expected a port from 0 to 65535');
}
