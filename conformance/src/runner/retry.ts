import type { Check } from '../case/check.ts';
import { newRecord } from '../case/check-record.ts';
import type { ServerUnderTest } from '../case/facilities.ts';
import { Unjudged } from '../case/failure.ts';
import type { AwaitOutsideSlot } from '../case/judge-parts.ts';
import { defaultCapabilities } from '../targets/capabilities.ts';
import type { BaselineEntry } from '../targets/target-file.ts';
import { isRecorded } from './baseline.ts';
import type { RunFacilities } from './facilities/create-facilities.ts';
import { failedUnserved, meetNeeds, unservedReason } from './needs.ts';
import { type CheckRun, type Finding, runCheck } from './run-check.ts';
import type { SuiteOptions } from './suite-options.ts';

/** The context for running checks. */
export interface RunContext {
  readonly options: SuiteOptions;
  readonly lent: RunFacilities;
  readonly stop: AbortSignal;
  /**
   * How many more checks may get a second, longer run. This bounds the time spent on a target that
   * hangs.
   */
  readonly patience: { left: number };
  /** Absent if no other check may run while this one waits. */
  readonly aside?: AwaitOutsideSlot;
}

/** Number of sequential replies that a check may wait for. */
const roundTrips = 100;

/** Longest time added for them, in ms. A slow home page does not mean that commands are slow. */
const farthest = 60_000;

/**
 * Factor of the time limit for the second run if the first one was too short. A busy machine is not
 * a defect.
 */
const stretch = 3;

/**
 * Runs a check. An outcome that the baseline does not record (a failure, or success of a recorded
 * failure) is tried once more.
 *
 * A check that fails and then holds is inconsistent, unless the first run only exceeded its time
 * limit. A check that fails as recorded on the second run matches the baseline, and a note reports
 * the first run.
 */
export async function runWithRetry(
  check: Check,
  context: RunContext,
  baseline: BaselineEntry | undefined,
): Promise<CheckRun> {
  const { options, patience, stop } = context;
  const first = await runOnce(check, context, 1);
  const { finding } = first;
  if (options.again === false || stop.aborted) return first;
  if (finding.kind === 'held') {
    if (baseline === undefined || baseline.sometimes === true) return first;
    const second = await runOnce(check, context, 1);
    return asRecorded(second, baseline) ? noted(second, 'held at first') : first;
  }
  if (finding.kind !== 'broken' || asRecorded(first, baseline)) return first;
  // The server answered 429 for a minute, during which the request was retried.
  if (finding.exchange?.status === 429) return first;
  const late = finding.overdue === true && patience.left > 0;
  const second = await runOnce(check, context, late ? stretch : 1);
  if (finding.overdue === true && second.finding.kind !== 'held') patience.left -= 1;
  if (asRecorded(second, baseline)) return noted(second, `failed otherwise at first: ${finding.message}`);
  if (second.finding.kind !== 'held') return first;
  if (late) return noted(second, `did not end in time, but did when given ${stretch} times as long`);
  return {
    ...first,
    finding: {
      ...finding,
      kind: 'disagrees',
      message: `failed, then held when run again: ${finding.message}`,
    },
  };
}

const asRecorded = ({ finding }: CheckRun, baseline: BaselineEntry | undefined): boolean =>
  baseline !== undefined && finding.kind === 'broken' && isRecorded(baseline, finding);

function noted(run: CheckRun, note: string): CheckRun {
  run.record.notes.push(note);
  return run;
}

async function runOnce(
  check: Check,
  { options, lent, stop, aside }: RunContext,
  times: number,
): Promise<CheckRun> {
  const { main, facilities } = lent;
  const capabilities = options.server?.capabilities ?? defaultCapabilities;
  let server: ServerUnderTest | undefined;
  try {
    if (main !== undefined && check.kind === 'server') {
      server = await meetNeeds(check, {
        main,
        facilities,
        declared: capabilities,
        startable: options.server?.start !== undefined,
        slow: options.slow ?? false,
        faults: options.faults ?? false,
        aside: aside ?? ((awaited) => awaited),
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
  // A check mostly waits for replies. They take longer on a slow network and on a busy machine.
  const roundTripMs = Math.max(lent.roundTripMs, main?.endpoint.roundTrips.median ?? 0);
  const far = Math.min(Math.round(roundTrips * roundTripMs), farthest);
  const timeout = options.timeout ?? (check.timeout ?? (isLong === true ? 60_000 : 5000)) + far;
  const run = await runCheck(check, {
    seed: options.seed,
    facilities,
    timeout: timeout * times,
    stop,
    ...(server === undefined ? {} : { server }),
    ...(aside === undefined ? {} : { aside }),
    ...(options.client === undefined ? {} : { client: options.client.driver }),
  });
  const family = server === undefined ? undefined : failedUnserved(run, capabilities.families);
  return family === undefined
    ? run
    : { ...run, finding: { kind: 'inapplicable', reason: unservedReason(family) } };
}
