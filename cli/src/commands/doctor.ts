import { type Command, Option } from 'commander';

const examples = `
Examples:
  parsec-spec doctor http://127.0.0.1:6777 --administration-token-file token.txt
  parsec-spec doctor https://parsec.example.org --ca-file ca.pem --output json

Exit codes: 0 the suite can judge it, 2 wrong administration token, 4 unreachable or no Parsec server,
  5 a prerequisite is missing, 74 stdout cannot be written.
`;

/** `doctor TARGET`: what the suite will and will not be able to test there. */
export function register(program: Command): void {
  program
    .command('doctor')
    .description('look at a server: reachable, which versions, whose token, how far its clock is off')
    .argument('<target>', 'http://HOST:PORT, image:NAME or cmd:COMMAND')
    .addOption(
      new Option('--administration-token <token>', 'the token of its administration').env(
        'PARSEC_ADMINISTRATION_TOKEN',
      ),
    )
    .option('--administration-token-file <file>', 'a file that holds it')
    .option('--target-file <file>', 'how an implementation is started, and what it can do')
    .addOption(
      new Option('--with <database>', 'start image: and cmd: on a real PostgreSQL').choices(['postgres']),
    )
    .option('--ca-file <file>', 'trust this certificate authority (PEM)')
    .option('--insecure', 'trust any certificate')
    .option(
      '--yes',
      'also on a host that is not this machine: try whether it creates organizations spontaneously',
    )
    .addOption(new Option('--output <kind>', 'what stdout holds').choices(['text', 'json']).default('text'))
    .addHelpText('after', examples)
    .action(async (target: string, options) => {
      const { doctor } = await import('../doctor/doctor.ts');
      process.exitCode = await doctor(target, options);
    });
}
