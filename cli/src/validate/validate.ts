import { randomBytes } from 'node:crypto';
import { loadChecks } from '@parsec-spec/conformance/judge';
import {
  makeResult,
  observedSentences,
  progress,
  RunCollector,
  reportEvent,
  shellWordWithoutToken,
  textReport,
} from '@parsec-spec/conformance/report';
import {
  baselineAnswer,
  type CheckResult,
  type ReplayedStory,
  type RunEvent,
  replayLines,
  runSuite,
  type StoppedRequest,
} from '@parsec-spec/conformance/runner';
import type { ServerTarget } from '@parsec-spec/conformance/targets';
import { answersYaml } from '@parsec-spec/conformance/targets';
import { plural, printableJson } from '@parsec-spec/conformance/wire';
import { CliError, exitCode } from '../main/cli-error.ts';
import { listenForInterruption } from '../main/interruption.ts';
import { paintFor } from '../main/paint.ts';
import { reportError } from '../main/report-error.ts';
import { siteForTerminal } from '../main/site-address.ts';
import { comparisonOptions } from './comparison-options.ts';
import { FindingRecord, prepareRecord } from './finding-record.ts';
import { validateMeetings } from './meetings.ts';
import { openTargets, readBaseline, tlsOptions, type ValidateOptions } from './open-targets.ts';
import { curlTls, replayCommand } from './replay-command.ts';
import { type ReportWriter, reportUnbegun, reportWriters, withSite } from './report-writers.ts';
import { requireStepping, stopBefore } from './step-option.ts';

/**
 * Judges targets and writes the reports. Returns the exit code.
 *
 * @throws what prevents a run from starting
 */
export async function validate(addresses: readonly string[], options: ValidateOptions): Promise<number> {
  const { signal: stop } = listenForInterruption();
  try {
    const { against } = options;
    refuseAgainstOptions(options);
    if (options.through !== undefined)
      return await validateMeetings(addresses, options.through, options, stop);
    const own = against === undefined ? options : comparisonOptions(addresses, against, options);
    return await validateTargets(addresses, own, stop);
  } catch (error) {
    if (stop.aborted) return exitCode.interrupted;
    throw error;
  }
}

async function validateTargets(
  addresses: readonly string[],
  options: ValidateOptions,
  stop: AbortSignal,
): Promise<number> {
  requireStepping(addresses, options);
  requireLives(addresses, options);
  const writers = reportWriters(options.report, options.site);
  if (options.record !== undefined) prepareRecord(options.record);
  const seed = options.seed ?? randomBytes(4).toString('hex');
  const collector = new RunCollector();
  try {
    return await run(addresses, options, { stop, writers, seed, collector });
  } catch (error) {
    const target = addresses.join(' and ');
    const isBegun = collector.log !== undefined;
    if (!isBegun) tell(await reportUnbegun(writers, error, { target, seed, interrupted: stop.aborted }));
    throw error;
  }
}

/** @throws CliError (`usage`) if options of `--against` stand alone */
function refuseAgainstOptions({ against, ...options }: ValidateOptions): void {
  const { againstTargetFile, againstAdministrationTokenFile } = options;
  if (against !== undefined || (againstTargetFile ?? againstAdministrationTokenFile) === undefined) return;
  const name = againstTargetFile === undefined ? 'administration-token-file' : 'target-file';
  throw new CliError(
    'usage',
    `--against-${name} has no effect without --against`,
    'name the other server with --against',
  );
}

/** @throws CliError (`usage`) if only generated lives are selected, and none can be played */
function requireLives(addresses: readonly string[], { only, properties, step }: ValidateOptions): void {
  if (!only.includes('properties')) return;
  if (properties === 'off')
    throw new CliError('usage', '--properties off plays no lives', 'leave out --only properties');
  if (step === true) throw new CliError('usage', '--step stops in checks', 'leave out --only properties');
  if (addresses.every((address) => address.startsWith('client:')))
    throw new CliError('usage', 'generated lives judge a server', 'name a server as target');
}

const tell = (unwritten: readonly string[]): void => {
  for (const what of unwritten) process.stderr.write(`parsec-spec: ${what}\n`);
};

/** The known failures whose entries name the sentence of a report, with what they name now. */
function sentencesIn(known: readonly CheckResult[]): readonly string[] {
  const lines = known.flatMap(({ check, failure, baseline }) =>
    failure === undefined || ![baseline?.entry.observed].flat().some((one) => typeof one === 'string')
      ? []
      : [`  ${check}: observed: ${answersYaml(failure.observed.map(baselineAnswer))}`],
  );
  if (lines.length === 0) return [];
  const entries =
    lines.length === 1
      ? 'an entry of the baseline names a sentence'
      : `${lines.length} entries of the baseline name sentences`;
  return [`${entries} of the report. \`parsec-spec baseline update\` writes answers instead:`, ...lines];
}

/** The dependencies of a run. */
interface Run {
  readonly stop: AbortSignal;
  readonly writers: readonly ReportWriter[];
  readonly seed: string;
  readonly collector: RunCollector;
}

async function run(
  addresses: readonly string[],
  options: ValidateOptions,
  { stop, writers, seed, collector }: Run,
): Promise<number> {
  const tls = await tlsOptions(options);
  const opening = openTargets(addresses, options, stop);
  // Checks are loaded while the target starts. Errors of loading are thrown later, when the target
  // can be closed.
  const loading = loadChecks();
  loading.catch(() => undefined);
  const targets = await opening;
  const logs: string[] = [];
  const unwritten: string[] = [];
  const { show, hold } = progress(
    (text) => void process.stderr.write(text),
    paintFor(process.stderr),
    process.stderr.isTTY,
  );
  const { server, client } = targets;
  const administrationToken = server?.administrationToken;
  const needsToken =
    administrationToken !== undefined &&
    (server?.kind === 'url' || options.administrationTokenSource === 'cli');
  const commandWith = (repeated: ValidateOptions, seedOf: string) =>
    replayCommand(addresses, repeated, seedOf, needsToken, (text) =>
      shellWordWithoutToken((text === options.against ? targets.against : server)?.administrationToken)(text),
    );
  const replay = commandWith(options, seed);
  const { seed: seedOfLives = SEED_OF_LIVES } = options;
  const again = (story: ReplayedStory): string => {
    const text = replayLines(story, story).join('; ');
    const isWhole =
      addresses.length > 1 || options.against !== undefined || text.length > MAX_STORY_WORD || options.story;
    return commandWith(isWhole ? options : withStory(options, text, story), seedOfLives)('properties');
  };
  const curl = { administrationToken, tls: curlTls(options) };
  const address = server?.kind === 'url' ? server.address : undefined;
  const record =
    options.record === undefined
      ? undefined
      : new FindingRecord(options.record, { ...curl, server: address, replay });
  let stops = 0;
  const onStop = (stopped: StoppedRequest): Promise<void> => {
    stops += 1;
    return stopBefore(stopped, { ...curl, signal: stop });
  };
  const known: CheckResult[] = [];
  const onEvent = (event: RunEvent) => {
    collector.take(event);
    record?.event(event);
    const reported = reportEvent(event);
    if (event.event === 'check-finished' && event.baseline?.says === 'known') known.push(event);
    for (const writer of writers) writer.event(reported);
    show(reported);
  };
  let failure: { readonly error: unknown } | undefined;
  try {
    await runSuite({
      ...(server === undefined ? {} : { server }),
      ...(client === undefined ? {} : { client }),
      checks: await loading,
      patterns: { only: options.only, except: options.except },
      baseline: [
        ...targets.baseline,
        ...(options.baseline === undefined ? [] : await readBaseline(options.baseline)),
      ],
      sentencesOf: observedSentences,
      seed,
      run: randomBytes(3).toString('hex'),
      // At a stop the terminal belongs to one check.
      jobs: options.step === true ? 1 : options.jobs,
      ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
      slow: options.slow ?? false,
      faults: options.faults ?? false,
      strict: options.strict ?? false,
      ...(options.properties === 'off' ? {} : { properties: livesOf(options, again, targets.against) }),
      failFast: options.failFast ?? false,
      tls,
      stop,
      onEvent,
      onHeld: hold,
      onLog: (check, log) => void logs.push(`=== ${check}\n${log}`),
      replay,
      ...(record === undefined ? {} : { onFinding: (finding) => record.add(finding) }),
      ...(options.step === true ? { onStop } : {}),
    });
    if (options.step === true && stops === 0)
      process.stderr.write('--step did not stop: no request of the suite to a server failed\n');
  } catch (error) {
    // Without its last event the run has no result to print.
    if (collector.log?.finished === undefined) throw error;
    failure = { error };
  } finally {
    await targets.close();
    const { log } = collector;
    const written = [targets.server?.log() ?? '', targets.against?.log() ?? '', ...logs].join('\n');
    if (log !== undefined)
      for (const writer of writers)
        unwritten.push(...[await writer.end(log, written)].filter((text) => text !== undefined));
    if (record !== undefined) {
      const { checks, stories, open, writeError } = record.end();
      const storyText = stories === 0 ? '' : ` and ${plural(stories, 'story', 'stories')}`;
      if (writeError !== undefined) unwritten.push(writeError);
      else process.stderr.write(`recorded ${plural(checks, 'check')}${storyText} in ${options.record}\n`);
      if (open > 0)
        process.stderr.write(
          `${plural(open, 'organization stays', 'organizations stay')} open: sh ${options.record}/expire.sh\n`,
        );
    }
    tell(unwritten);
    for (const line of sentencesIn(known)) process.stderr.write(`${line}\n`);
    if (log !== undefined && unwritten.length === 0)
      for (const report of options.report) process.stderr.write(`wrote ${report}\n`);
  }
  const code = conclude(collector, options);
  // stdout holds the report of what was judged until then.
  if (failure !== undefined) return reportError(failure.error, false);
  return code === exitCode.pass && unwritten.length > 0 ? exitCode.lostOutput : code;
}

/** Number of generated lives unless a time is given. */
const LIVES = 10;

/** Seed of the generated lives unless one is given, so that two runs play the same lives. */
const SEED_OF_LIVES = 'parsec';

/** Longest story in a command that plays it again, in characters. A longer one needs its lives. */
const MAX_STORY_WORD = 2000;

/** The options that play a story in place of lives and checks. */
const withStory = (
  { slow: _, faults: __, properties: ___, ...options }: ValidateOptions,
  argument: string,
  story: ReplayedStory,
): ValidateOptions => ({ ...options, story: { argument, story } });

const livesOf = (
  { seed = SEED_OF_LIVES, properties, story }: ValidateOptions,
  replay: (story: ReplayedStory) => string,
  against: ServerTarget | undefined,
) => {
  return {
    seed,
    lives: LIVES,
    replay,
    ...(typeof properties === 'number' ? { durationMs: properties } : {}),
    ...(story === undefined ? {} : { story: story.story }),
    ...(against === undefined ? {} : { against: { server: against, baseline: against.baseline } }),
  };
};

function conclude(collector: RunCollector, options: ValidateOptions): number {
  if (collector.log?.finished === undefined) return exitCode.internalError;
  const { finished } = collector.log;
  const { site } = options;
  const log = withSite(collector.log, site === undefined ? undefined : siteForTerminal(site));
  process.stdout.write(
    options.output === 'json'
      ? `${printableJson(makeResult(log, finished), 2)}\n`
      : textReport(log, paintFor(process.stdout), {
          verbose: options.verbose ?? false,
          show: options.show ?? false,
        }),
  );
  if (finished.interrupted) return exitCode.interrupted;
  if (log.checks.some(({ fault }) => fault === true)) return exitCode.internalError;
  return { pass: exitCode.pass, fail: exitCode.fail, none: exitCode.prerequisite }[finished.verdict];
}
