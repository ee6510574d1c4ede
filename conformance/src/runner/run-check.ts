import type { Check } from '../judge/check.ts';
import { type CheckRecord, newRecord, type RecordOptions } from '../judge/check-record.ts';
import { ClientJudge } from '../judge/client-judge.ts';
import { Deadline } from '../judge/deadline.ts';
import type { Facilities, ServerUnderTest } from '../judge/facilities.ts';
import { Failure, Unjudged } from '../judge/failure.ts';
import { Judge } from '../judge/judge.ts';
import { answerOf } from '../judge/observation.ts';
import { ActUnsupported, type ClientDriver, ClientError } from '../targets/client/client-driver.ts';
import type { WithoutSlot } from '../targets/semaphore.ts';
import type { Exchange } from '../wire/exchange.ts';
import { type Finding, type PlainFailure, plainFailure } from './check-result.ts';

/** The environment of a check. */
export interface CheckEnvironment {
  readonly seed: string;
  readonly facilities: Facilities;
  /** The server for a server check. */
  readonly server?: ServerUnderTest;
  readonly client?: ClientDriver;
  /** Time limit of the check, in ms. */
  readonly timeout: number;
  /** How many times as long as usual the judge waits for something. */
  readonly patience: number;
  /** Requirements that the baseline expects to be broken. */
  readonly waived?: ReadonlySet<string>;
  /** Checks that wait longer than 5 s are included. */
  readonly slow: boolean;
  readonly stop: AbortSignal;
  readonly withoutSlot?: WithoutSlot;
  readonly recording?: RecordOptions;
}

/** The result of a check, with its finding and all traffic on the wire. */
export interface CheckRun {
  readonly finding: Finding;
  /** The exchange that the finding names. */
  readonly exchange?: Exchange | undefined;
  /** The check exceeded its time limit. */
  readonly overdue?: boolean;
  /**
   * When the wait began that was not over in time, in ms of `performance.now()`; undefined if the
   * failure does not rest on time.
   */
  readonly overdueSince?: number | undefined;
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
  const ended = oversized(record) ?? result;
  const endedAt = performance.now();
  const durationMs = endedAt - started;
  const { finding, exchange } = ended;
  const delay = finding.state === 'broken' ? overdueOf(ended, { started, record, deadline }) : {};
  deadline.end();
  const logs = finding.state === 'held' ? [] : record.logs.map((log) => log());
  await Promise.allSettled(record.cleanups.map((end) => end()));
  return { finding, exchange, ...delay, record, endedAt, durationMs, logs };
}

/**
 * Since when a failure rests on time. A late judge excuses these failures, and no others:
 * - the absence of something within a time, also of an answer, and a duration or a date that a
 *   duration invalidates ({@link Failure.overdueSince});
 * - an act of a client that did not end in time ({@link ClientError});
 * - a check that exceeded its time limit;
 * - a failure of a client that may have given up waiting for the judge ({@link CheckRecord.gaveUpSince});
 * - a server that says that its mail was not taken, by a relay on which it may have given up
 *   ({@link CheckRecord.relays}).
 *
 * A wrong status, value or number counts, however late the judge was.
 */
function overdueOf(
  { finding, overdueSince }: Ended,
  run: {
    readonly started: number;
    readonly record: CheckRecord;
    readonly deadline: Deadline;
  },
): { readonly overdue?: boolean; readonly overdueSince?: number | undefined } {
  if (run.deadline.signal.aborted) return { overdue: true, overdueSince: run.started };
  const { gaveUpSince, relays } = run.record;
  const givenUp = saysUnsent(finding)
    ? relays.find(({ relay, since }) => relay.mayBeGivenUp(since))
    : undefined;
  return { overdueSince: overdueSince ?? gaveUpSince ?? givenUp?.since };
}

/** Whether a server answered that a mail could not be sent. */
const saysUnsent = (finding: Finding): boolean =>
  (finding.failure?.observed ?? [])
    .flatMap((observation) => Object.values(observation))
    .some((value) => typeof value === 'string' && /server_unavailable/i.test(value));

async function attempt(
  check: Check,
  environment: CheckEnvironment,
  record: CheckRecord,
  deadline: Deadline,
): Promise<Ended> {
  const { seed, facilities, server, client, slow, withoutSlot, patience, waived } = environment;
  try {
    if (check.kind === 'server') {
      if (server === undefined) return { finding: { state: 'inapplicable', reason: 'judges a server' } };
      const parts = { id: check.id, seed, server, facilities, deadline, record, patience };
      await check.body(
        new Judge({
          ...parts,
          ...(waived === undefined ? {} : { waived }),
          ...(withoutSlot === undefined ? {} : { withoutSlot }),
        }),
      );
    } else {
      if (client === undefined) return { finding: { state: 'inapplicable', reason: 'judges a client' } };
      const judge = new ClientJudge({ id: check.id, seed, client, slow, deadline, record, patience });
      await check.body(judge);
      // A secret that leaked does not rest on time.
      record.gaveUpSince = undefined;
      await judge.expectNoLeak();
    }
    const { late } = record;
    return { finding: { state: 'held', ...(late.length === 0 ? {} : { reason: late.join('; ') }) } };
  } catch (error) {
    return endedBy(error, record);
  }
}

/** How a check ended. */
type Ended = Pick<CheckRun, 'finding' | 'exchange' | 'overdueSince'>;

function endedBy(error: unknown, { secrets }: CheckRecord): Ended {
  if (error instanceof Failure) {
    const { facts, exchange, overdueSince } = error;
    const { rules, step, needed } = error;
    return {
      finding: { state: 'broken', failure: plainFailure({ ...facts, rules, step, needed }, secrets) },
      exchange,
      overdueSince,
    };
  }
  if (error instanceof ClientError) {
    const { message, expected, observed, limitMs } = error;
    const facts = { message, expected: [{ text: expected }], observed: [{ text: observed }] };
    const overdueSince = limitMs === undefined ? undefined : performance.now() - limitMs;
    return { finding: { state: 'broken', failure: plainFailure(facts, secrets) }, overdueSince };
  }
  return { finding: findingOf(error) };
}

function findingOf(error: unknown): Finding {
  if (error instanceof ActUnsupported) return { state: 'inapplicable', reason: error.message };
  if (error instanceof Unjudged)
    return { state: error.code === 'not-testable' ? 'untestable' : 'inapplicable', reason: error.message };
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { state: 'error', reason: `the check threw an error: ${what}` };
}

/**
 * The finding for a reply above the size limit. It fails the check even if the check ignores it.
 */
function oversized({ oversized: exchange, secrets }: CheckRecord): Ended | undefined {
  if (exchange === undefined) return undefined;
  const { request, error = '' } = exchange;
  const facts = {
    message: `${request.method} ${request.target}: ${error}`,
    expected: [{ text: 'a reply within the limit' }],
    observed: [answerOf(exchange)],
  };
  return { finding: { state: 'broken', failure: plainFailure(facts, secrets) }, exchange };
}

/**
 * The exchange that shows a finding. If the finding names none, it is the last broken request of the
 * check, or else its last request.
 */
export function culpritOf({ exchange, record: { exchanges } }: CheckRun): Exchange | undefined {
  return exchange ?? exchanges.findLast(({ label }) => label === 'broken') ?? exchanges.at(-1);
}

/** Time for a check to report what it waits for after its time limit, in ms. */
const OVERDUE_GRACE_MS = 100;

/** Resolves to the end of a check that still runs after its time limit. */
function overdue(deadline: Deadline, limit: number, record: CheckRecord): Promise<Ended> {
  return new Promise((resolve) => {
    const finish = (): void => {
      const failure: PlainFailure = {
        message: `the check did not end within ${limit} ms`,
        expected: [{ text: `an end within ${limit} ms` }],
        observed: [{ text: 'still waiting' }],
      };
      resolve({ finding: { state: 'broken', failure }, exchange: record.exchanges.at(-1) });
    };
    // The timer also keeps the process alive until the run is reported.
    deadline.signal.addEventListener('abort', () => {
      if (!deadline.isOver) setTimeout(finish, OVERDUE_GRACE_MS);
    });
  });
}
