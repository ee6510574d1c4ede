import type { CheckRun } from './run-check.ts';

/** So many checks in a row that ended with a refused connection are looked into. */
const refusedInARow = 8;

/**
 * So many more checks that failed because they were sent away (429) for a minute than checks that
 * held are enough.
 */
const sentAway = 8;

/**
 * So many checks in a row that ended without any answer are looked into: more than a command that
 * hangs can have.
 */
const silentInARow = 24;

/** Why a run cannot go on, and what to do about it. */
export interface Absence {
  readonly what: string;
  readonly hint: string;
}

const gone: Absence = {
  what: 'the target stopped answering during the run',
  hint: 'look at its log; the reports hold what ran until then',
};

const busy: Absence = {
  what: 'the target sends whoever asks away (429), however long it is waited for',
  hint: 'raise its limit of requests for the run, or ask less at a time: --jobs 1',
};

/**
 * Notices that a target is no longer there, so that a run does not wait for each of its checks in
 * vain.
 */
export class Presence {
  readonly #answers: () => Promise<boolean>;
  #refused = 0;
  #silent = 0;
  #busy = 0;

  /** `answers` asks the target for a sign of life. */
  constructor(answers: () => Promise<boolean>) {
    this.#answers = answers;
  }

  /** Takes what became of the next check; says why the run cannot go on, once it cannot. */
  async take({ finding, record }: CheckRun): Promise<Absence | undefined> {
    // Calls that set up something for several checks belong to none of them.
    const culprit = finding.kind === 'broken' ? finding.exchange : undefined;
    const last = culprit ?? record.exchanges.at(-1);
    const isSilent = finding.kind === 'broken' && finding.overdue === true && last?.response === undefined;
    this.#refused = last?.error === 'ECONNREFUSED' ? this.#refused + 1 : 0;
    this.#silent = isSilent ? this.#silent + 1 : 0;
    if (finding.kind === 'broken' && last?.status === 429) this.#busy += 1;
    else if (finding.kind === 'held') this.#busy = Math.max(0, this.#busy - 1);
    if (this.#busy >= sentAway) return busy;
    if (this.#refused < refusedInARow && this.#silent < silentInARow) return undefined;
    // Checks may have servers of their own, which they end: the one of the run is asked.
    this.#refused = 0;
    this.#silent = 0;
    return (await this.#answers()) ? undefined : gone;
  }
}
