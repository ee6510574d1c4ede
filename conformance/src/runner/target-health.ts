import type { CheckRun } from './run-check.ts';

/** Number of consecutive checks with a refused connection after which the target is probed. */
const MAX_CONSECUTIVE_REFUSED = 8;

/**
 * The run ends once the checks that failed because the server answered 429 for a minute outnumber
 * the checks that held by this many.
 */
const MAX_RATE_LIMITED_SURPLUS = 8;

/**
 * Number of consecutive checks without any answer after which the target is probed. A single
 * hanging command has fewer checks.
 */
const MAX_CONSECUTIVE_SILENT = 24;

/** Why a run cannot continue, and how to fix it. */
export interface TargetFailure {
  readonly what: string;
  readonly hint: string;
}

const gone: TargetFailure = {
  what: 'the target stopped answering during the run',
  hint: 'look at its log; the reports hold what ran until then',
};

const busy: TargetFailure = {
  what: 'the target sends whoever asks away (429), however long it is waited for',
  hint: 'raise its limit of requests for the run, or ask less at a time: --jobs 1',
};

/** Detects that a target is gone, so that a run does not wait for each remaining check. */
export class TargetHealth {
  readonly #answers: () => Promise<boolean>;
  #refused = 0;
  #silent = 0;
  #busy = 0;

  /** `answers` probes whether the target still answers. */
  constructor(answers: () => Promise<boolean>) {
    this.#answers = answers;
  }

  /** Takes the result of the next check. Returns why the run cannot continue, if so. */
  async record({ finding, record }: CheckRun): Promise<TargetFailure | undefined> {
    // Calls that set up something for several checks belong to none of them.
    const culprit = finding.kind === 'broken' ? finding.exchange : undefined;
    const last = culprit ?? record.exchanges.at(-1);
    const isSilent = finding.kind === 'broken' && finding.overdue === true && last?.response === undefined;
    this.#refused = last?.error === 'ECONNREFUSED' ? this.#refused + 1 : 0;
    this.#silent = isSilent ? this.#silent + 1 : 0;
    if (finding.kind === 'broken' && last?.status === 429) this.#busy += 1;
    else if (finding.kind === 'held') this.#busy = Math.max(0, this.#busy - 1);
    if (this.#busy >= MAX_RATE_LIMITED_SURPLUS) return busy;
    if (this.#refused < MAX_CONSECUTIVE_REFUSED && this.#silent < MAX_CONSECUTIVE_SILENT) return undefined;
    // A check may have ended a server of its own, so the server of the run is probed.
    this.#refused = 0;
    this.#silent = 0;
    return (await this.#answers()) ? undefined : gone;
  }
}
