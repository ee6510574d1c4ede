import { type Command, Option } from 'commander';
import {
  administrationTokenOption,
  durationOrOff,
  outputOption,
  parsePositiveInteger,
  parseSecondsToMs,
  repeatable,
} from '../main/arguments.ts';
import { siteOption } from '../main/site-address.ts';
import { flushStdout } from '../main/stdout.ts';

const examples = `
Targets:
  memory:reference            the reference server, inside this process
  http://HOST:PORT            a running server
  image:NAME                  a container image, started and ended by the suite
  cmd:'COMMAND'               a program, started and ended by the suite
  client:cmd:'COMMAND'        a client program: conformance/clients/CONTRACT.md
  client:file:PATH.yaml       a terminal client, driven by dialogues
  client:person               a client that you operate as the suite says
  client:reference            the reference client; also beside a server

Examples:
  parsec-spec validate http://127.0.0.1:6777 \\
    --administration-token-file token.txt
  parsec-spec validate image:parsec-cloud:3.10.0 \\
    --target-file conformance/targets/parsec-cloud.yaml
  parsec-spec validate image:parsec-spec:dev --with postgres --faults \\
    --target-file conformance/targets/reference-server.yaml
  parsec-spec validate http://127.0.0.1:6777 --only BOOT --except BOOT-11 \\
    --only 'authentication/*'
  parsec-spec validate memory:reference --show \\
    --only organization_bootstrap/token-right
  parsec-spec validate http://127.0.0.1:6777 --record findings
  parsec-spec validate http://127.0.0.1:6777 --only properties --properties 10s
  parsec-spec validate http://127.0.0.1:6777 \\
    --only organization_bootstrap/token-right --step
  parsec-spec validate client:file:A.yaml client:cmd:./b \\
    --through http://127.0.0.1:6777
  parsec-spec validate memory:reference --properties 60s \\
    --against http://127.0.0.1:6777 \\
    --against-administration-token-file token.txt
  parsec-spec validate image:mine:2 --target-file mine.yaml \\
    --against image:mine:1 --against-target-file mine.yaml
  parsec-spec validate http://127.0.0.1:6777 \\
    --report html=report/index.html --report junit=report/junit.xml \\
    --site https://parsec.example.org/spec/

Exit codes: 0 pass, 1 the target fails (with --against: one of the servers), 2
  wrong usage, 3 nothing selected,
  4 target unreachable or no Parsec server, 5 a prerequisite is missing or there
  is no verdict, 70 our own bug, 74 it passes, but stdout or a report cannot
  be written, 130 interrupted.
`;

/** Adds `validate TARGET…`, which judges a server, a client, or both. */
export function register(program: Command): void {
  program
    .command('validate')
    .description('judge a server or a client')
    .configureHelp({ minWidthToWrap: 20 })
    .argument('<target...>', 'what to judge')
    .addOption(administrationTokenOption())
    .option('--administration-token-file <file>', 'file with the administration token; - asks for it')
    .option(
      '--target-file <file>',
      'how an implementation is started, what it supports, and its known defects',
    )
    .addOption(
      new Option(
        '--with <database>',
        'start image: and cmd: on a real PostgreSQL (image postgres:18)',
      ).choices(['postgres']),
    )
    .option('--baseline <file>', 'known defects: a target file, or a file with only `baseline`')
    .addOption(
      repeatable(
        '--only <glob>',
        'only checks with this id, requirement, row or section; `properties` are the generated lives',
        'all',
      ),
    )
    .addOption(repeatable('--except <glob>', 'without these checks'))
    .option('--through <server>', 'let two clients greet each other through this server, which is not judged')
    .option(
      '--against <server>',
      'play the same generated lives on this server, too, and show where the answers differ; runs no check',
    )
    .option('--against-target-file <file>', 'the target file of the --against server')
    .option(
      '--against-administration-token-file <file>',
      'file with the administration token of the --against server; - asks for it',
    )
    .option('--strict', 'treat SHOULD as MUST')
    .option('--slow', 'also checks that wait longer than 5 s')
    .option('--faults', 'also checks that kill, stop and disconnect their own servers: the section FAULTS')
    .addOption(
      repeatable(
        '--report <kind=path>',
        'write a report: html=, junit=, markdown=, ndjson=, har=, badge= (.svg or .json), log= (the last output of the server)',
      ),
    )
    .addOption(siteOption())
    .option('--record <dir>', 'write request, answer and a curl script of each finding to a folder')
    .addOption(outputOption())
    .option('-v, --verbose', 'show every finding in full')
    .option('--jobs <number>', 'number of concurrent checks', parsePositiveInteger, 8)
    .option(
      '--seed <text>',
      'determines keys, ids and generated lives: the same seed generates the same ones',
    )
    .addOption(
      new Option(
        '--properties <time>',
        'how long to play generated lives of organizations: 60s, 10m, off; by default 10 lives',
      ).argParser(durationOrOff),
    )
    .option(
      '--timeout <seconds>',
      'timeout of a check, and of each request outside of checks',
      parseSecondsToMs,
    )
    .option('--fail-fast', 'stop after the first failure')
    .option('--show', 'also print the exchanges of checks that pass (text report)')
    .option('--step', 'stop before the request that fails, and print it; needs --only and a terminal')
    .option('--ca-file <file>', 'trust this certificate authority (PEM)')
    .option('--insecure', 'trust any certificate')
    .option('--yes', 'judge another host, on which the created organizations stay')
    .addHelpText('after', examples)
    .action(async (targets: string[], options, command: Command) => {
      const administrationTokenSource = command.getOptionValueSource('administrationToken');
      const cliOptions = command.options
        .filter((option) => command.getOptionValueSource(option.attributeName()) === 'cli')
        .flatMap(({ long }) => long ?? []);
      // Loaded here, so that the help does not load the suite.
      const { validate } = await import('../validate/validate.ts');
      process.exitCode = await validate(targets, {
        ...options,
        administrationTokenSource,
        given: cliOptions,
      });
      await flushStdout();
      // All output is written and everything is closed. Without exit() Node 24 can hang at full
      // load during its own teardown, because of a socket that a fault left half-open.
      process.exit();
    });
}
