import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Check } from '../case/check.ts';
import { type CheckRecord, newRecord, type RecordOptions } from '../case/check-record.ts';
import { ClientJudge } from '../case/client-judge.ts';
import { Deadline } from '../case/deadline.ts';
import type { Facilities, ServerUnderTest } from '../case/facilities.ts';
import { Failure, type Step, Unjudged } from '../case/failure.ts';
import { Judge } from '../case/judge.ts';
import { ActUnsupported, type ClientDriver, ClientFault } from '../targets/client/client-driver.ts';
import type { WithoutSlot } from '../targets/semaphore.ts';
import type { Exchange } from '../wire/exchange.ts';

/** The environment of a check. */
export interface CheckEnvironment {
  readonly seed: string;
  readonly facilities: Facilities;
  /** The server for a server check. */
  readonly server?: ServerUnderTest;
  readonly client?: ClientDriver;
  /** Time limit of the check, in ms. */
  readonly timeout: number;
  /** Checks that wait longer than 5 s are included. */
  readonly slow: boolean;
  readonly stop: AbortSignal;
  readonly withoutSlot?: WithoutSlot;
  readonly recording?: RecordOptions;
}

/** The result of a check, with its finding and all traffic on the wire. */
export interface CheckRun {
  readonly finding: Finding;
  readonly record: CheckRecord;
  /** When the finding was made, in ms of `performance.now()`. */
  readonly endedAt: number;
  readonly durationMs: number;
  /** The end of the logs of the servers of a check that did not hold. */
  readonly logs: readonly string[];
}

/** Runs one check once. Never throws. */
export async function runCheck(check: Check, environment: CheckEnvironment): Promise<CheckRun> {
  const started = performance.now();
  const record = newRecord(environment.facilities.secrets, environment.recording);
  const { timeout: limit } = environment;
  const deadline = new Deadline(limit, environment.stop);
  const result = await Promise.race([
    attempt(check, environment, record, deadline),
    overdue(deadline, limit, record),
  ]);
  const outcome = oversized(record) ?? result;
  const endedAt = performance.now();
  const durationMs = endedAt - started;
  const finding =
    outcome.kind === 'broken'
      ? { ...outcome, ...overdueOf(outcome, { started, endedAt, record, deadline }) }
      : outcome;
  deadline.end();
  const logs = finding.kind === 'held' ? [] : record.logs.map((log) => log());
  await Promise.allSettled(record.cleanups.map((end) => end()));
  return { finding, record, endedAt, durationMs, logs };
}

/** Whether a check exceeded its time limit, and since when something in it was overdue. */
function overdueOf(
  { exchange, overdueSince }: Finding & { readonly kind: 'broken' },
  run: {
    readonly started: number;
    readonly endedAt: number;
    readonly record: CheckRecord;
    readonly deadline: Deadline;
  },
): { readonly overdue?: boolean; readonly overdueSince?: number | undefined } {
  if (run.deadline.signal.aborted) return { overdue: true, overdueSince: run.started };
  // The request may have timed out in a set-up that another check began.
  const unanswered = exchange?.error === 'timeout' ? run.endedAt - exchange.durationMs : undefined;
  return { overdueSince: overdueSince ?? run.record.overdueSince ?? unanswered };
}

async function attempt(
  check: Check,
  environment: CheckEnvironment,
  record: CheckRecord,
  deadline: Deadline,
): Promise<Finding> {
  const { seed, facilities, server, client, slow, withoutSlot } = environment;
  try {
    if (check.kind === 'server') {
      if (server === undefined) return { kind: 'inapplicable', reason: 'judges a server' };
      const parts = { id: check.id, seed, server, facilities, deadline, record };
      await check.body(new Judge({ ...parts, ...(withoutSlot === undefined ? {} : { withoutSlot }) }));
    } else {
      if (client === undefined) return { kind: 'inapplicable', reason: 'judges a client' };
      const judge = new ClientJudge({ id: check.id, seed, client, slow, deadline, record });
      await check.body(judge);
      await judge.expectNoLeak();
    }
    return { kind: 'held', late: record.late };
  } catch (error) {
    return findingOf(error);
  }
}

function findingOf(error: unknown): Finding {
  if (error instanceof Failure) {
    const { message, expected, observed, observations, exchange, step, needed, rules, overdueSince } = error;
    const facts = { message, expected, observed, observations, exchange };
    return { kind: 'broken', ...facts, step, needed, rules, overdueSince };
  }
  if (error instanceof ClientFault) {
    const { message, expected, observed, limitMs } = error;
    const overdueSince = limitMs === undefined ? undefined : performance.now() - limitMs;
    return { kind: 'broken', message, expected, observed, overdueSince };
  }
  if (error instanceof ActUnsupported) return { kind: 'inapplicable', reason: error.message };
  if (error instanceof Unjudged)
    return { kind: error.code === 'not-testable' ? 'untestable' : 'inapplicable', reason: error.message };
  return {
    kind: 'fault',
    message: `the check threw an error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  };
}

/**
 * The finding for a reply above the size limit. It fails the check even if the check ignores it.
 */
function oversized({ oversized: exchange }: CheckRecord): Finding | undefined {
  if (exchange === undefined) return undefined;
  const { request, error: observed = '' } = exchange;
  const expected = 'a reply within the limit';
  return {
    kind: 'broken',
    message: `${request.method} ${request.target}: ${observed}`,
    expected,
    observed,
    exchange,
  };
}

/**
 * The exchange that shows a finding. If the finding names none, it is the last broken request of the
 * check, or else its last request.
 */
export function culpritOf({ finding, record: { exchanges } }: CheckRun): Exchange | undefined {
  const named = 'exchange' in finding ? finding.exchange : undefined;
  return named ?? exchanges.findLast(({ label }) => label === 'broken') ?? exchanges.at(-1);
}

/** Time for a check to report what it waits for after its time limit, in ms. */
const OVERDUE_GRACE_MS = 100;

/** Resolves to the finding of a check that still runs after its time limit. */
function overdue(deadline: Deadline, limit: number, record: CheckRecord): Promise<Finding> {
  return new Promise((resolve) => {
    const finish = (): void => {
      const expected = `an end within ${limit} ms`;
      resolve({
        kind: 'broken',
        message: `the check did not end within ${limit} ms`,
        expected,
        observed: 'still waiting',
        exchange: record.exchanges.at(-1),
      });
    };
    // The timer also keeps the process alive until the run is reported.
    deadline.signal.addEventListener('abort', () => {
      if (!deadline.isOver) setTimeout(finish, OVERDUE_GRACE_MS);
    });
  });
}

/**
 * The result of a check before its level and the baseline are applied. `disagrees`: it failed in
 * one run and held in the other. `fault`: the check threw an unexpected error.
 */
export type Finding =
  | { readonly kind: 'held'; readonly late: readonly string[] }
  | {
      readonly kind: 'broken';
      readonly message: string;
      readonly expected: string;
      readonly observed: string;
      /** The single observations, if there are several. */
      readonly observations?: readonly string[];
      readonly exchange?: Exchange | undefined;
      /** The step that failed, if the check needs it and does not judge it. */
      readonly step?: Step | undefined;
      /** The check needs what failed, and does not judge it. */
      readonly needed?: boolean;
      /** The rules that the failed expectation states, if the check says so. */
      readonly rules?: readonly RequirementId[] | undefined;
      /** The check exceeded its time limit. */
      readonly overdue?: boolean;
      /**
       * When the wait began that was not over in time, in ms of `performance.now()`; undefined if the
       * failure does not rest on time.
       */
      readonly overdueSince?: number | undefined;
    }
  | { readonly kind: 'untestable' | 'inapplicable'; readonly reason: string }
  | {
      readonly kind: 'disagrees';
      readonly message: string;
      readonly expected: string;
      readonly observed: string;
      readonly exchange?: Exchange | undefined;
    }
  | { readonly kind: 'fault'; readonly message: string };
