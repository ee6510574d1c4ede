import type { Check } from '../case/check.ts';
import { type Breakpoint, newRecord } from '../case/check-record.ts';
import type { ServerUnderTest } from '../case/facilities.ts';
import { Unjudged } from '../case/failure.ts';
import { unservedReason } from '../case/unserved.ts';
import { defaultCapabilities } from '../targets/capabilities.ts';
import type { WithoutSlot } from '../targets/semaphore.ts';
import type { BaselineEntry } from '../targets/target-file.ts';
import { isRecorded } from './baseline.ts';
import type { RunFacilities } from './facilities/create-facilities.ts';
import { failedUnserved, meetNeeds } from './needs.ts';
import { type CheckRun, culpritOf, type Finding, runCheck } from './run-check.ts';
import type { SuiteOptions } from './suite-options.ts';

/** The context for running checks. */
export interface RunContext {
  readonly options: SuiteOptions;
  readonly runFacilities: RunFacilities;
  readonly stop: AbortSignal;
  /**
   * Number of checks that may still get a second run with a longer time limit. This bounds the time
   * spent on a target that hangs.
   */
  readonly longRetries: { left: number };
  /** Absent if no other check may run while this one waits. */
  readonly withoutSlot?: WithoutSlot;
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

/**
 * Factor of the time limit in the second run of a check that exceeded it. The machine may be busy.
 */
const RETRY_TIMEOUT_FACTOR = 3;

/**
 * Runs a check. Runs it a second time after an outcome that the baseline does not record: a
 * failure, or the success of a check that is recorded to fail.
 *
 * If the second run succeeds, the result is inconsistent, unless the first run only exceeded its
 * time limit. If the second run fails as recorded, it counts, and a note reports the first run.
 */
export async function runWithRetry(
  check: Check,
  context: RunContext,
  baseline: BaselineEntry | undefined,
): Promise<CheckRun> {
  const { options, longRetries, stop } = context;
  const first = await runOnce(check, context, 1);
  const { finding } = first;
  if (options.again === false || stop.aborted) return first;
  if (finding.kind === 'held') {
    if (baseline === undefined || baseline.sometimes === true) return first;
    const second = await runOnce(check, context, 1);
    return asRecorded(second, baseline) ? noted(second, 'held at first') : first;
  }
  const { lost, isPerson = false } = options.client?.driver ?? {};
  // A person would have to do everything twice.
  if (finding.kind !== 'broken' || lost?.() !== undefined || isPerson) return first;
  const breakpoint = breakpointOf(check, first, options);
  if (asRecorded(first, baseline)) {
    if (breakpoint !== undefined) await runOnce(check, context, 1, breakpoint);
    return first;
  }
  // The request was already retried for one minute.
  if (finding.exchange?.status === 429) return first;
  const late = finding.overdue === true && longRetries.left > 0;
  const second = await runOnce(check, context, late ? RETRY_TIMEOUT_FACTOR : 1, breakpoint);
  if (finding.overdue === true && second.finding.kind !== 'held') longRetries.left -= 1;
  if (asRecorded(second, baseline)) return noted(second, `failed otherwise at first: ${finding.message}`);
  if (second.finding.kind !== 'held') return first;
  if (late)
    return noted(second, `did not end in time, but did when given ${RETRY_TIMEOUT_FACTOR} times as long`);
  return {
    ...first,
    finding: {
      ...finding,
      kind: 'disagrees',
      message: `failed, then held when run again: ${finding.message}`,
    },
  };
}

/** The request that failed, if the second run of a check stops before it. */
function breakpointOf(check: Check, run: CheckRun, { onStop }: SuiteOptions): Breakpoint | undefined {
  const number = culpritOf(run)?.origin?.number;
  if (onStop === undefined || number === undefined) return undefined;
  return { number, stopped: (request, address) => onStop({ check: check.id, request, address }) };
}

const asRecorded = ({ finding }: CheckRun, baseline: BaselineEntry | undefined): boolean =>
  baseline !== undefined && finding.kind === 'broken' && isRecorded(baseline, finding);

function noted(run: CheckRun, note: string): CheckRun {
  run.record.notes.push(note);
  return run;
}

async function runOnce(
  check: Check,
  { options, runFacilities, stop, withoutSlot }: RunContext,
  timeoutFactor: number,
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
      kind: error.code === 'not-testable' ? 'untestable' : 'inapplicable',
      reason: error.message,
    };
    return { finding, record: newRecord(facilities.secrets), durationMs: 0, logs: [] };
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
  const run = await runCheck(check, {
    seed: options.seed,
    facilities,
    timeout: timeout * timeoutFactor,
    slow: options.slow ?? false,
    stop,
    ...(server === undefined ? {} : { server }),
    ...(withoutSlot === undefined ? {} : { withoutSlot }),
    recording: { keepsBodies: options.onFinding !== undefined, breakpoint },
    ...(options.client === undefined ? {} : { client: options.client.driver }),
  });
  const family = server === undefined ? undefined : failedUnserved(run, capabilities.families);
  return family === undefined
    ? run
    : { ...run, finding: { kind: 'inapplicable', reason: unservedReason(family) } };
}
