import { type Command, Option } from 'commander';

const examples = `
Examples:
  parsec-spec doctor http://127.0.0.1:6777 --administration-token-file token.txt
  parsec-spec doctor https://parsec.example.org --ca-file ca.pem --output json

Exit codes: 0 the suite can judge it, 2 wrong administration token, 4 unreachable or no Parsec server,
  5 a prerequisite is missing, 74 stdout cannot be written.
`;

/** Adds `doctor TARGET`, which says what the suite can test there. */
export function register(program: Command): void {
  program
    .command('doctor')
    .description('check a server: reachability, versions, token, clock')
    .argument('<target>', 'http://HOST:PORT, image:NAME or cmd:COMMAND')
    .addOption(
      new Option('--administration-token <token>', 'administration token of the server').env(
        'PARSEC_ADMINISTRATION_TOKEN',
      ),
    )
    .option('--administration-token-file <file>', 'file that holds the administration token')
    .option('--target-file <file>', 'how an implementation is started and what it supports')
    .addOption(
      new Option('--with <database>', 'start image: and cmd: on a real PostgreSQL').choices(['postgres']),
    )
    .option('--ca-file <file>', 'trust this certificate authority (PEM)')
    .option('--insecure', 'trust any certificate')
    .option('--yes', 'also on another host: try whether the server allows spontaneous creation')
    .addOption(new Option('--output <kind>', 'what stdout holds').choices(['text', 'json']).default('text'))
    .addHelpText('after', examples)
    .action(async (target: string, options) => {
      const { doctor } = await import('../doctor/doctor.ts');
      process.exitCode = await doctor(target, options);
    });
}
