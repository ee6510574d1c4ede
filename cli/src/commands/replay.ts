import { type Command, Option } from 'commander';
import { administrationTokenOption, outputOption, parseSecondsToMs, repeatable } from '../main/arguments.ts';
import { siteOption } from '../main/site-address.ts';
import { flushStdout } from '../main/stdout.ts';

const examples = `
STORY is a STORY.txt of \`validate --record\`, - for standard input, or the
story itself, as in the README files of spec/. Its calls are made one after
the other in a new organization, and then all is read that they can have
changed. Each answer is compared with what the model allows; what a story
states after → is left out.
TARGET is that of validate, without clients.

Examples:
  parsec-spec replay 'alice enrols bob; alice revokes bob; bob asks' \\
    memory:reference
  parsec-spec replay STORY.txt http://127.0.0.1:6777 \\
    --administration-token-file token.txt
  parsec-spec replay - image:parsec-cloud:3.10.0 --output json \\
    --target-file conformance/targets/parsec-cloud.yaml < STORY.txt

Exit codes: 0 every answer is allowed, 1 a MUST is broken, 2 wrong usage or a
  damaged story, 4 target unreachable, no Parsec server, or lost at a call,
  5 a prerequisite is missing or not every call could be made, 70 our own
  bug, 74 all is allowed, but stdout or a report cannot be written,
  130 interrupted.
`;

/** Adds `replay STORY TARGET`, which plays the story of a counterexample again. */
export function register(program: Command): void {
  program
    .command('replay')
    .description('play a story on any server')
    .argument('<story>', 'file of the story, - for standard input, or the story itself')
    .argument('<target>', 'the server')
    .addOption(administrationTokenOption())
    .option('--administration-token-file <file>', 'file with the administration token; - asks for it')
    .option('--target-file <file>', 'how an implementation is started, and its known defects')
    .addOption(
      new Option(
        '--with <database>',
        'start image: and cmd: on a real PostgreSQL (image postgres:18)',
      ).choices(['postgres']),
    )
    .option('--baseline <file>', 'known defects: a target file, or a file with only `baseline`')
    .option('--strict', 'treat SHOULD as MUST')
    .addOption(repeatable('--report <kind=path>', 'write a report: html=, junit=, markdown=, ndjson=, log='))
    .addOption(siteOption())
    .option('--record <dir>', 'write the story up to its counterexample to a folder')
    .addOption(outputOption())
    .option('-v, --verbose', 'show the contradicted answer in full')
    .option('--seed <text>', 'determines keys and ids')
    .option('--timeout <seconds>', 'timeout of the story', parseSecondsToMs)
    .option('--ca-file <file>', 'trust this certificate authority (PEM)')
    .option('--insecure', 'trust any certificate')
    .option('--yes', 'judge another host, on which the created organizations stay')
    .addHelpText('after', examples)
    .action(async (story: string, target: string, options, command: Command) => {
      const administrationTokenSource = command.getOptionValueSource('administrationToken');
      // Loaded here, so that the help does not load the suite.
      const { replay } = await import('../validate/replay.ts');
      process.exitCode = await replay(story, target, { ...options, administrationTokenSource });
      await flushStdout();
      // As in validate: Node 24 can hang at full load during its own teardown.
      process.exit();
    });
}
