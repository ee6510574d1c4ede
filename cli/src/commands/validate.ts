import { randomBytes } from 'node:crypto';
import { loadChecks } from '@parsec-spec/conformance/case';
import {
  RunCollector,
  coloured,
  makeResult,
  plain,
  progress,
  textReport,
} from '@parsec-spec/conformance/report';
import { type RunEvent, runSuite } from '@parsec-spec/conformance/runner';
import { type Command, Option } from 'commander';
import { atLeastOne, repeatable, seconds } from '../main/arguments.ts';
import { exitCode } from '../main/cli-error.ts';
import { listenForInterruption } from '../main/interruption.ts';
import { flushed } from '../main/stdout.ts';
import { type ValidateOptions, openTargets, readBaseline, tlsOptions } from '../validate/open-targets.ts';
import { replayCommand } from '../validate/replay-command.ts';
import { type ReportWriter, reportUnbegun, reportWriters } from '../validate/report-writers.ts';

const examples = `
Targets:
  memory:reference            the reference server, inside this process
  http://HOST:PORT            a running server
  image:NAME                  a container image, started and ended by the suite
  cmd:'COMMAND'               a program, started and ended by the suite
  client:reference            the reference client; can be judged together with a server

Examples:
  parsec-spec validate http://127.0.0.1:6777 --administration-token-file token.txt
  parsec-spec validate image:parsec-cloud:3.10.0 --target-file conformance/targets/parsec-cloud.yaml
  parsec-spec validate image:parsec-spec:dev --target-file conformance/targets/reference-server.yaml --with postgres --faults
  parsec-spec validate http://127.0.0.1:6777 --only BOOT --only 'authentication/*' --except BOOT-11
  parsec-spec validate memory:reference --only organization_bootstrap/token-right --show
  parsec-spec validate http://127.0.0.1:6777 --report html=report/index.html --report junit=report/junit.xml

Exit codes: 0 pass, 1 the target fails, 2 wrong usage, 3 nothing selected, 4 target unreachable or no Parsec server,
  5 a prerequisite is missing or there is no verdict, 70 our own fault, 74 it passes, but stdout or a report cannot be written, 130 interrupted.
`;

/** Adds `validate TARGET…`, which judges a server, a client, or both. */
export function register(program: Command): void {
  program
    .command('validate')
    .description('judge a server or a client')
    .argument('<target...>', 'what to judge')
    .addOption(
      new Option('--administration-token <token>', 'administration token of the server').env(
        'PARSEC_ADMINISTRATION_TOKEN',
      ),
    )
    .option('--administration-token-file <file>', 'file that holds the administration token')
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
    .addOption(repeatable('--only <glob>', 'only checks with this id, requirement, row or section', 'all'))
    .addOption(repeatable('--except <glob>', 'without these checks'))
    .option('--strict', 'treat SHOULD as MUST')
    .option('--slow', 'also checks that wait longer than 5 s')
    .option('--faults', 'also checks that kill, stop and disconnect their own servers: the section FAULTS')
    .addOption(
      repeatable(
        '--report <kind=path>',
        'write a report: html=, junit=, markdown=, ndjson=, badge= (.svg or .json), log= (the last output of the server)',
      ),
    )
    .addOption(new Option('--output <kind>', 'what stdout holds').choices(['text', 'json']).default('text'))
    .option('-v, --verbose', 'show every finding in full')
    .option('--jobs <number>', 'number of concurrent checks', atLeastOne, 8)
    .option('--seed <text>', 'determines keys and ids: the same seed generates the same ones')
    .option('--timeout <seconds>', 'timeout of a check', seconds)
    .option('--fail-fast', 'stop after the first failure')
    .option('--show', 'also print the exchanges of checks that pass (text report)')
    .option('--ca-file <file>', 'trust this certificate authority (PEM)')
    .option('--insecure', 'trust any certificate')
    .option('--yes', 'judge another host, on which the created organizations stay')
    .addHelpText('after', examples)
    .action(async (targets: string[], options) => {
      process.exitCode = await validate(targets, options);
      await flushed();
      // All output is written and everything is closed. Without exit() Node 24 can hang at full
      // load during its own teardown, because of a socket that a fault left half-open.
      process.exit();
    });
}

const paintFor = (stream: NodeJS.WriteStream) =>
  stream.isTTY && stream.hasColors?.() && process.env.NO_COLOR === undefined ? coloured : plain;

/**
 * Judges targets and writes the reports. Returns the exit code.
 *
 * @throws what prevents a run from starting
 */
async function validate(specs: readonly string[], options: ValidateOptions): Promise<number> {
  const { signal: stop } = listenForInterruption();
  try {
    return await judge(specs, options, stop);
  } catch (error) {
    if (stop.aborted) return exitCode.interrupted;
    throw error;
  }
}

async function judge(specs: readonly string[], options: ValidateOptions, stop: AbortSignal): Promise<number> {
  const writers = reportWriters(options.report);
  const seed = options.seed ?? randomBytes(4).toString('hex');
  const collector = new RunCollector();
  try {
    return await run(specs, options, { stop, writers, seed, collector });
  } catch (error) {
    const target = specs.join(' and ');
    const isBegun = collector.log !== undefined;
    if (!isBegun) tell(await reportUnbegun(writers, error, { target, seed, interrupted: stop.aborted }));
    throw error;
  }
}

const tell = (unwritten: readonly string[]): void => {
  for (const what of unwritten) process.stderr.write(`parsec-spec: ${what}\n`);
};

/** The dependencies of a run. */
interface Run {
  readonly stop: AbortSignal;
  readonly writers: readonly ReportWriter[];
  readonly seed: string;
  readonly collector: RunCollector;
}

async function run(
  specs: readonly string[],
  options: ValidateOptions,
  { stop, writers, seed, collector }: Run,
): Promise<number> {
  const tls = await tlsOptions(options);
  const opening = openTargets(specs, options, stop);
  // Checks are loaded while the target starts. Errors of loading are thrown later, when the target
  // can be closed.
  const loading = loadChecks();
  loading.catch(() => undefined);
  const targets = await opening;
  const logs: string[] = [];
  const unwritten: string[] = [];
  const show = progress(
    (text) => void process.stderr.write(text),
    paintFor(process.stderr),
    process.stderr.isTTY,
  );
  const onEvent = (event: RunEvent) => {
    collector.take(event);
    for (const writer of writers) writer.event(event);
    show(event);
  };
  try {
    const { server, client } = targets;
    await runSuite({
      ...(server === undefined ? {} : { server }),
      ...(client === undefined ? {} : { client }),
      checks: await loading,
      patterns: { only: options.only, except: options.except },
      baseline: [
        ...targets.baseline,
        ...(options.baseline === undefined ? [] : await readBaseline(options.baseline)),
      ],
      seed,
      run: randomBytes(3).toString('hex'),
      jobs: options.jobs,
      ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
      slow: options.slow ?? false,
      faults: options.faults ?? false,
      strict: options.strict ?? false,
      failFast: options.failFast ?? false,
      tls,
      stop,
      onEvent,
      onLog: (check, log) => void logs.push(`=== ${check}\n${log}`),
      replay: replayCommand(
        specs,
        options,
        seed,
        server?.administrationToken !== undefined && server.kind === 'url',
      ),
    });
  } finally {
    await targets.close();
    const { log } = collector;
    const written = [targets.server?.log() ?? '', ...logs].join('\n');
    if (log !== undefined)
      for (const writer of writers)
        unwritten.push(...[await writer.end(log, written)].filter((text) => text !== undefined));
    tell(unwritten);
    if (log !== undefined && unwritten.length === 0)
      for (const report of options.report) process.stderr.write(`wrote ${report}\n`);
  }
  const code = conclude(collector, options);
  return code === exitCode.pass && unwritten.length > 0 ? exitCode.lostOutput : code;
}

function conclude(collector: RunCollector, options: ValidateOptions): number {
  const { log } = collector;
  if (log?.finished === undefined) return exitCode.fault;
  const { finished } = log;
  process.stdout.write(
    options.output === 'json'
      ? `${JSON.stringify(makeResult(log, finished), undefined, 2)}\n`
      : textReport(log, paintFor(process.stdout), {
          verbose: options.verbose ?? false,
          show: options.show ?? false,
        }),
  );
  if (finished.interrupted) return exitCode.interrupted;
  if (log.checks.some(({ fault }) => fault === true)) return exitCode.fault;
  return { pass: exitCode.pass, fail: exitCode.fail, none: exitCode.prerequisite }[finished.verdict];
}
