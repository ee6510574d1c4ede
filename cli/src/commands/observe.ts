import type { Command } from 'commander';
import { outputOption, parseSecondsToMs, portNumber } from '../main/arguments.ts';
import { flushStdout } from '../main/stdout.ts';

const examples = `
It forwards all traffic between clients and a server, and judges what passes.
It sends nothing itself. Clients use http://HOST:PORT as their server. Ctrl-C
or --until-idle ends it, and it prints the verdict.

Examples:
  parsec-spec observe --listen 6778 --to http://127.0.0.1:6777 --until-idle 60
  parsec-spec observe --replay conformance/clients/parsec-cli-traffic.ndjson

Exit codes: 0 all judged rules hold, 1 a MUST is broken, 2 wrong usage,
  5 nothing could be judged, 74 stdout or the recording cannot be written.
`;

/** Adds `observe`, a recording proxy that judges the traffic between clients and a server. */
export function register(program: Command): void {
  program
    .command('observe')
    .description('judge the traffic between a client and a server')
    .option('--listen <port>', 'port for the clients, 0 = any free one', portNumber)
    .option('--to <server>', 'URL of the server')
    .option('--host <host>', 'host to listen on', '127.0.0.1')
    .option('--until-idle <seconds>', 'end after this time without requests', parseSecondsToMs)
    .option('--record <file>', 'write the traffic to a new file (NDJSON, mode 0600)')
    .option('--replay <file>', 'judge recorded traffic instead')
    .option('--home <folder>', 'home of the client, to judge what is sealed')
    .option('--password-file <file>', 'file with the password of its devices')
    .option('--ca-file <file>', 'trust this certificate authority (PEM)')
    .option('--insecure', 'trust any certificate')
    .addOption(outputOption())
    .addHelpText('after', examples)
    .action(async (options) => {
      // Loaded here, so that the help does not load the judge.
      const { observe } = await import('../observe/observe.ts');
      process.exitCode = await observe(options);
      await flushStdout();
    });
}
