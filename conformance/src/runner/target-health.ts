import { newRecord } from '../judge/check-record.ts';
import { Deadline } from '../judge/deadline.ts';
import { Http } from '../judge/http.ts';
import type { RunFacilities } from './facilities/create-facilities.ts';
import type { CheckRun } from './run-check.ts';

/**
 * Number of consecutive checks that got no answer, or exceeded their time limit, after which the
 * target is probed. One command alone may hang: the probe shows that others are answered.
 */
const MAX_CONSECUTIVE_UNANSWERED = 8;

/**
 * Surplus of checks that failed with 429 over checks that held, at which the run ends. A request is
 * retried for one minute before its check fails with 429.
 */
const MAX_RATE_LIMITED_SURPLUS = 8;

/** Why a run cannot continue, and how to fix it. */
export interface TargetFailure {
  readonly what: string;
  readonly hint: string;
  /** The log of the server. Absent: that of the main server. */
  readonly log?: string;
}

/** The target does not answer any more. */
export const unreachable: TargetFailure = {
  what: 'the target stopped giving whole answers during the run',
  hint: 'see its log; the reports contain the checks that ran before',
};

/** The server with which it is compared does not answer any more. */
export const unreachableAgainst: TargetFailure = {
  what: 'the server of --against stopped giving whole answers during the run',
  hint: 'see its log; the reports contain what was compared before',
};

/** The target accepts no requests of the run any more. */
export const busy: TargetFailure = {
  what: 'the target keeps answering 429 (too many requests)',
  hint: 'raise its rate limit for the run, or send fewer requests at a time: --jobs 1',
};

/** Time limit of the answer that shows that a target is there, in ms. */
const PROBE_TIMEOUT_MS = 30_000;

/** Longest home page of a target that is there, in bytes. */
const MAX_HOME_BYTES = 32 << 20;

/** Whether the main server answers. True for a run without a server. */
export async function answers(
  { main, facilities }: RunFacilities,
  stop: AbortSignal,
  timeoutMs = PROBE_TIMEOUT_MS,
): Promise<boolean> {
  if (main === undefined) return true;
  const deadline = new Deadline(timeoutMs, stop);
  const http = new Http(main.endpoint, deadline, newRecord(facilities.secrets), { waits: false });
  // The whole answer, because a server may send its body byte by byte, or without end.
  const home = { target: '/', limit: MAX_HOME_BYTES };
  const { status } = await http.send(home).finally(() => deadline.end());
  return status !== 0;
}

/**
 * Detects that a target no longer answers, so that the run does not wait for each remaining check.
 */
export class TargetHealth {
  readonly #answers: () => Promise<boolean>;
  #unanswered = 0;
  #busy = 0;

  /** `answers` probes whether the target still answers. */
  constructor(answers: () => Promise<boolean>) {
    this.#answers = answers;
  }

  /** Records the result of a check. Returns why the run cannot continue, or undefined. */
  async record({ finding, exchange, overdue, record }: CheckRun): Promise<TargetFailure | undefined> {
    // The exchange of a failure may be one that prepared something for several checks. It is then
    // not in the record of this check.
    const last = exchange ?? record.exchanges.at(-1);
    const isBroken = finding.state === 'broken';
    const isUnanswered = last?.error !== undefined || overdue === true;
    // A check that sent no request says nothing of the target.
    if (last !== undefined || overdue === true) this.#unanswered = isUnanswered ? this.#unanswered + 1 : 0;
    if (isBroken && last?.status === 429) this.#busy += 1;
    else if (finding.state === 'held') this.#busy = Math.max(0, this.#busy - 1);
    if (this.#busy >= MAX_RATE_LIMITED_SURPLUS) return busy;
    if (this.#unanswered < MAX_CONSECUTIVE_UNANSWERED) return undefined;
    // The check may have used another server, so the server of the run is probed.
    this.#unanswered = 0;
    return (await this.#answers()) ? undefined : unreachable;
  }
}
