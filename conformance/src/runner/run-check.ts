import type { Check } from '../case/check.ts';
import { type CheckRecord, newRecord } from '../case/check-record.ts';
import { ClientJudge } from '../case/client-judge.ts';
import { Deadline } from '../case/deadline.ts';
import type { Facilities, ServerUnderTest } from '../case/facilities.ts';
import { Failure, type Step, Unjudged } from '../case/failure.ts';
import { Judge } from '../case/judge.ts';
import type { AwaitOutsideSlot } from '../case/judge-parts.ts';
import type { ClientDriver } from '../targets/client-driver.ts';
import type { Exchange } from '../wire/exchange.ts';

/** The environment that a run provides to every check. */
export interface CheckEnvironment {
  readonly seed: string;
  readonly facilities: Facilities;
  /** The instance that a server check runs against. */
  readonly server?: ServerUnderTest;
  readonly client?: ClientDriver;
  /** Longest time of the check, in ms. */
  readonly timeout: number;
  readonly stop: AbortSignal;
  readonly aside?: AwaitOutsideSlot;
}

/** The result of a check, with its finding and all traffic on the wire. */
export interface CheckRun {
  readonly finding: Finding;
  readonly record: CheckRecord;
  readonly durationMs: number;
  /** The last log lines of the servers of a check that did not hold. */
  readonly logs: readonly string[];
}

/** Runs one check once. Never throws. */
export async function runCheck(check: Check, environment: CheckEnvironment): Promise<CheckRun> {
  const started = performance.now();
  const record = newRecord(environment.facilities.secrets);
  const { timeout: limit } = environment;
  const deadline = new Deadline(limit, environment.stop);
  const ended = await Promise.race([
    attempt(check, environment, record, deadline),
    overdue(deadline, limit, record),
  ]);
  const outcome = oversized(record) ?? ended;
  const finding =
    outcome.kind === 'broken' && deadline.signal.aborted ? { ...outcome, overdue: true } : outcome;
  deadline.end();
  const durationMs = performance.now() - started;
  const logs = finding.kind === 'held' ? [] : record.logs.map((log) => log());
  await Promise.allSettled(record.cleanups.map((end) => end()));
  return { finding, record, durationMs, logs };
}

async function attempt(
  check: Check,
  environment: CheckEnvironment,
  record: CheckRecord,
  deadline: Deadline,
): Promise<Finding> {
  const { seed, facilities, server, client, aside } = environment;
  try {
    if (check.kind === 'server') {
      if (server === undefined) return { kind: 'inapplicable', reason: 'judges a server' };
      const parts = { id: check.id, seed, server, facilities, deadline, record };
      await check.body(new Judge({ ...parts, ...(aside === undefined ? {} : { awaitOutsideSlot: aside }) }));
    } else {
      if (client === undefined) return { kind: 'inapplicable', reason: 'judges a client' };
      await check.body(new ClientJudge({ id: check.id, seed, client, deadline, record }));
    }
    return { kind: 'held', late: record.late };
  } catch (error) {
    return findingOf(error);
  }
}

function findingOf(error: unknown): Finding {
  if (error instanceof Failure) {
    const { message, expected, observed, observations, exchange, step } = error;
    return { kind: 'broken', message, expected, observed, observations, exchange, step };
  }
  if (error instanceof Unjudged)
    return { kind: error.code === 'not-testable' ? 'untestable' : 'inapplicable', reason: error.message };
  return {
    kind: 'fault',
    message: `the check broke down: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  };
}

/** A reply above the limit fails the check, even if the check ignores it. */
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

/** In ms: time for an overdue check to report what it waits for. */
const moment = 100;

/** An overdue check gets a moment to report what it was waiting for. */
function overdue(deadline: Deadline, limit: number, record: CheckRecord): Promise<Finding> {
  return new Promise((resolve) => {
    const tell = (): void => {
      const expected = `an end within ${limit} ms`;
      resolve({
        kind: 'broken',
        message: `the check did not end within ${limit} ms`,
        expected,
        observed: 'still waiting',
        exchange: record.exchanges.at(-1),
      });
    };
    // The timer keeps the process alive if nothing else does, so that the run is reported.
    deadline.signal.addEventListener('abort', () => {
      if (!deadline.isOver) setTimeout(tell, moment);
    });
  });
}

/** The result of a check before levels and the baseline are applied. */
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
      /** The check exceeded its time limit. */
      readonly overdue?: boolean;
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
