import type { Check } from '../judge/check.ts';
import { type Breakpoint, newRecord } from '../judge/check-record.ts';
import type { ServerUnderTest } from '../judge/facilities.ts';
import { Unjudged } from '../judge/failure.ts';
import { ruleOf } from '../judge/prerequisite-steps.ts';
import { defaultCapabilities } from '../targets/capabilities.ts';
import { formatLateness, type Lateness, latenessBetween } from '../targets/judge-delay.ts';
import type { WithoutSlot } from '../targets/semaphore.ts';
import type { BaselineEntry } from '../targets/target-file.ts';
import { isRecorded } from './baseline.ts';
import type { Finding } from './check-result.ts';
import type { RunFacilities } from './facilities/create-facilities.ts';
import { failedUnserved, meetNeeds } from './needs.ts';
import { type CheckRun, culpritOf, runCheck } from './run-check.ts';
import type { SuiteOptions } from './suite-options.ts';

/** The context for running checks. */
export interface RunContext {
  readonly options: SuiteOptions;
  readonly runFacilities: RunFacilities;
  readonly stop: AbortSignal;
  /** Whether no other check runs, because the judge was late in an earlier run of this one. */
  readonly isAlone?: boolean;
  /** Absent if no other check may run while this one waits. */
  readonly withoutSlot?: WithoutSlot;
}

/** The result of a check, and how late the judge was if it counts only of a judge on time. */
export interface RetriedRun extends CheckRun {
  readonly lateness?: Lateness;
}

/**
 * Runs a check. Runs it a second time after an outcome that the baseline does not record: a
 * failure, or the success of a check that is recorded to fail. If the second run succeeds, the result
 * is inconsistent. If the second run fails as recorded, it counts, and a note reports the first run.
 *
 * If the result rests on time and the judge was late, it does not count. The caller repeats the check
 * when no other runs.
 */
export async function runWithRetry(
  check: Check,
  context: RunContext,
  baseline: BaselineEntry | undefined,
): Promise<RetriedRun> {
  const { options, stop } = context;
  const runAgain = (breakpoint?: Breakpoint) => runOnce(check, context, breakpoint);
  const first = await runAgain();
  const { finding } = first;
  if (options.again === false || stop.aborted) return first;
  const started = first.endedAt - first.durationMs;
  if (finding.state === 'held') {
    if (baseline === undefined || baseline.sometimes === true) return first;
    const second = await runAgain();
    if (asRecorded(second, baseline, options)) return withNote(second, 'held at first');
    // If it also holds when it is repeated alone, the entry is stale, also for a late judge.
    return context.isAlone === true ? first : unlessLate(first, started, context);
  }
  const { lost, isPerson = false } = options.client?.driver ?? {};
  // A person would have to do everything twice.
  if (finding.state !== 'broken' || lost?.() !== undefined || isPerson) return first;
  const breakpoint = breakpointOf(check, first, options);
  if (asRecorded(first, baseline, options)) {
    if (breakpoint !== undefined) await runAgain(breakpoint);
    return first;
  }
  // The request was already retried for one minute.
  if (first.exchange?.status === 429) return first;
  if (first.overdueSince !== undefined) {
    const result = unlessLate(first, first.overdueSince, context);
    if (result.lateness !== undefined) return result;
  }
  const second = await runAgain(breakpoint);
  if (asRecorded(second, baseline, options))
    return { ...second, finding: { ...second.finding, ...(finding.failure && { first: finding.failure }) } };
  if (second.finding.state !== 'held') return first;
  const disagreeing: CheckRun = { ...first, finding: { ...finding, state: 'disagrees' } };
  return first.overdueSince === undefined ? disagreeing : unlessLate(disagreeing, started, context);
}

/** Number of sequential round trips that the time limit of a check allows for. */
const ROUND_TRIPS_PER_CHECK = 100;

/** Time limit of a check of a client in this process, in ms. A check runs several acts. */
const CLIENT_TIMEOUT_MS = 20_000;

/**
 * Time limit of a check of a client that is a program of its own, in ms. It starts processes and
 * hashes passwords, and a greeting may take 120 s.
 */
const PROGRAM_TIMEOUT_MS = 300_000;

/** Time limit of a check of a client that a person operates, in ms. Each act has 10 minutes. */
const PERSON_TIMEOUT_MS = 7_200_000;

/**
 * Longest time added for round trips, in ms. A slow home page does not mean that commands are slow.
 */
const MAX_NETWORK_ALLOWANCE_MS = 60_000;

/** How many times as long as usual a check waits, and may last, that is repeated alone. */
const ALONE_PATIENCE = 3;

/** Least time limit of such a check, in ms. Most of what it does is work of a judge that is late. */
const LEAST_ALONE_TIMEOUT_MS = 60_000;

/** Adds how late the judge was since a time, if it was late. */
function unlessLate(run: CheckRun, since: number, { options }: RunContext): RetriedRun {
  const lateness = (options.latenessBetween ?? latenessBetween)(since, run.endedAt);
  return lateness === undefined ? run : { ...run, lateness };
}

/** Removes the verdict of a check, because the judge was late. */
export function withoutVerdict(run: CheckRun, lateness: Lateness): CheckRun {
  return { ...run, finding: { ...run.finding, state: 'untestable', reason: formatLateness(lateness) } };
}

/** The request that failed, if the second run of a check stops before it. */
function breakpointOf(check: Check, run: CheckRun, { onStop }: SuiteOptions): Breakpoint | undefined {
  const number = culpritOf(run)?.origin?.number;
  if (onStop === undefined || number === undefined) return undefined;
  return { number, stopped: (request, address) => onStop({ check: check.id, request, address }) };
}

const asRecorded = (
  { finding }: CheckRun,
  baseline: BaselineEntry | undefined,
  { sentencesOf }: SuiteOptions,
): boolean =>
  baseline !== undefined && finding.state === 'broken' && isRecorded(baseline, finding.failure, sentencesOf);

function withNote(run: CheckRun, note: string): CheckRun {
  run.record.notes.push(note);
  return run;
}

async function runOnce(
  check: Check,
  { options, runFacilities, stop, withoutSlot, isAlone }: RunContext,
  breakpoint?: Breakpoint,
): Promise<CheckRun> {
  const { main, facilities } = runFacilities;
  const capabilities = options.server?.capabilities ?? defaultCapabilities;
  let server: ServerUnderTest | undefined;
  try {
    if (main !== undefined && check.kind === 'server') {
      server = await meetNeeds(check, {
        main,
        facilities,
        declared: capabilities,
        canStart: options.server?.start !== undefined,
        slow: options.slow ?? false,
        faults: options.faults ?? false,
        withoutSlot: withoutSlot ?? ((awaited) => awaited),
      });
    }
  } catch (error) {
    if (!(error instanceof Unjudged)) throw error;
    const finding: Finding = {
      state: error.code === 'not-testable' ? 'untestable' : 'inapplicable',
      reason: error.message,
    };
    const endedAt = performance.now();
    return { finding, record: newRecord(facilities.secrets), endedAt, durationMs: 0, logs: [] };
  }
  const isLong = check.needs?.some((need) => need === 'slow' || need === 'faults');
  // A check mostly waits for replies, which are slow on a slow network or a busy machine.
  const roundTripMs = Math.max(runFacilities.roundTripMs, main?.endpoint.roundTrips.median ?? 0);
  const networkAllowanceMs = Math.min(
    Math.round(ROUND_TRIPS_PER_CHECK * roundTripMs),
    MAX_NETWORK_ALLOWANCE_MS,
  );
  const limit = isLong === true ? 60_000 : check.kind === 'client' ? CLIENT_TIMEOUT_MS : 5000;
  const usual = (check.timeout ?? limit) + networkAllowanceMs;
  const isProgram = check.kind === 'client' && options.client?.driver.isProgram === true;
  const isPerson = options.client?.driver.isPerson === true;
  const least = isPerson ? PERSON_TIMEOUT_MS : PROGRAM_TIMEOUT_MS;
  const timeout = options.timeout ?? (isProgram ? Math.max(usual, least) : usual);
  const patience = isAlone === true ? ALONE_PATIENCE : 1;
  const leastAloneMs = options.timeout === undefined ? LEAST_ALONE_TIMEOUT_MS : 0;
  const run = await runCheck(check, {
    // Identifiers of the earlier run may be taken on the server.
    seed: isAlone === true ? `${options.seed} alone` : options.seed,
    facilities,
    timeout: isAlone === true ? Math.max(patience * timeout, leastAloneMs) : timeout,
    patience,
    waived: new Set((options.baseline ?? []).map((entry) => ruleOf(entry.check))),
    slow: options.slow ?? false,
    stop,
    ...(server === undefined ? {} : { server }),
    ...(withoutSlot === undefined ? {} : { withoutSlot }),
    recording: { keepsBodies: options.onFinding !== undefined, breakpoint },
    ...(options.client === undefined ? {} : { client: options.client.driver }),
  });
  const reason = server === undefined ? undefined : failedUnserved(run, capabilities);
  return reason === undefined ? run : { ...run, finding: { state: 'inapplicable', reason } };
}
