import { randomBytes } from 'node:crypto';
import type { Diagnosis } from '@parsec-spec/conformance/doctor';
import { printableJson } from '@parsec-spec/conformance/wire';
import { type Command, Option } from 'commander';
import type { DiagnosisTexts } from '../doctor/diagnosis-text.ts';
import { readAdministrationToken, type TokenOptions } from '../main/administration-token.ts';
import { administrationTokenOption, outputOption } from '../main/arguments.ts';
import { exitCode } from '../main/cli-error.ts';
import { commandPrefix } from '../main/command-prefix.ts';
import { interruptible, interruptionError } from '../main/interruption.ts';
import { isForeignHost, tlsOptions } from '../validate/open-targets.ts';
import { replayCommand } from '../validate/replay-command.ts';

const examples = `
doctor creates an organization, bootstraps it, authenticates its first device,
invites and enrols a user, and listens for an event, once each. Its
organizations are named ps-… and are expired at the end. On another host it
creates none, unless --yes is given. Without the administration token it tries
only the steps that need none.

Examples:
  parsec-spec doctor http://127.0.0.1:6777 --administration-token-file token.txt
  parsec-spec doctor https://parsec.example.org --ca-file ca.pem --output json

Exit codes: 0 every step that was tried works, 1 a step fails,
  2 wrong usage or administration token, 4 unreachable or no Parsec server,
  5 a prerequisite is missing, 74 stdout cannot be written, 130 interrupted.
`;

/** Adds `doctor TARGET`, which tries a server once and says what the suite can test there. */
export function register(program: Command): void {
  program
    .command('doctor')
    .description('try a server: does each step from creation to events work?')
    .argument('<target>', 'http://HOST:PORT, image:NAME, cmd:COMMAND or client:…')
    .addOption(administrationTokenOption())
    .option('--administration-token-file <file>', 'file with the administration token; - asks for it')
    .option('--target-file <file>', 'how an implementation is started and what it supports')
    .addOption(
      new Option('--with <database>', 'start image: and cmd: on a real PostgreSQL').choices(['postgres']),
    )
    .option('--ca-file <file>', 'trust this certificate authority (PEM)')
    .option('--insecure', 'trust any certificate')
    .option('--yes', 'create an organization on another host, too')
    .addOption(outputOption())
    .addHelpText('after', examples)
    .action(async (target: string, options, command: Command) => {
      const administrationTokenSource = command.getOptionValueSource('administrationToken');
      const all = { ...options, administrationTokenSource };
      process.exitCode = await interruptible((signal) => doctor(target, all, signal));
    });
}

interface DoctorOptions extends TokenOptions {
  readonly targetFile?: string;
  readonly with?: 'postgres';
  readonly caFile?: string;
  readonly insecure?: boolean;
  readonly yes?: boolean;
  readonly output: 'text' | 'json';
}

/** Checks a target and prints what works, and what the suite can test there. Returns the exit code. */
async function doctor(address: string, options: DoctorOptions, signal: AbortSignal): Promise<number> {
  const administrationToken = await readAdministrationToken(options);
  const tls = await tlsOptions(options);
  const { openTarget } = await import('@parsec-spec/conformance/targets');
  const { targetFile, with: database } = options;
  const target = await openTarget(address, { targetFile, with: database, administrationToken, signal });
  if (target.kind === 'client') {
    const { doctorClient } = await import('../doctor/doctor-client.ts');
    return doctorClient(target, options.output);
  }
  try {
    const mayCreate = options.yes === true || !isForeignHost(address);
    const { diagnose } = await import('@parsec-spec/conformance/doctor');
    const { loadChecks } = await import('@parsec-spec/conformance/judge');
    const diagnosis = await diagnose(target, await loadChecks(), {
      tls,
      prefix: mayCreate ? `ps-${randomBytes(3).toString('hex')}` : undefined,
      seed: randomBytes(16).toString('hex'),
      stop: signal,
    });
    const { shellWordWithoutToken, stepText } = await import('@parsec-spec/conformance/report');
    const texts = { ...diagnosis, steps: diagnosis.steps.map(stepText) };
    const word = shellWordWithoutToken(administrationToken);
    const commands = nextCommands(address, options, diagnosis, word);
    if (options.output === 'json') process.stdout.write(`${printableJson(asJson(texts, commands), 2)}\n`);
    else {
      const { API_VERSION } = await import('@parsec-spec/spec/commands');
      const { diagnosisText } = await import('../doctor/diagnosis-text.ts');
      process.stdout.write(
        diagnosisText(texts, {
          ...{ apiVersion: API_VERSION, hasToken: administrationToken !== undefined, mayCreate, commands },
        }),
      );
    }
    if (signal.aborted) return exitCode.interrupted;
    if (diagnosis.administration === false) return exitCode.usage;
    return diagnosis.next === undefined ? exitCode.pass : exitCode.fail;
  } catch (error) {
    if (signal.aborted) throw interruptionError('doctor was interrupted', 'run it again');
    throw error;
  } finally {
    await target.close();
  }
}

/** Unknown facts are null, not absent. */
const asJson = (diagnosis: DiagnosisTexts, commands: readonly string[]) => ({
  ...diagnosis,
  administration: diagnosis.administration ?? null,
  spontaneous: diagnosis.spontaneous ?? null,
  events: diagnosis.events ?? null,
  tls: diagnosis.tls ?? null,
  eventDelayMs: diagnosis.eventDelayMs ?? null,
  next: diagnosis.next === undefined ? null : { ...diagnosis.next, commands },
});

/** The commands that show the requirements of the first failed step, and judge it. */
function nextCommands(
  address: string,
  options: DoctorOptions,
  { next }: Diagnosis,
  word: (target: string) => string,
): readonly string[] {
  if (next === undefined) return [];
  const validate = replayCommand(
    [address],
    options,
    undefined,
    options.administrationToken !== undefined,
    word,
  );
  return [...next.topics.map((topic) => `${commandPrefix()} read ${topic}`), validate(next.check)];
}
