import type { RequirementId } from '@parsec-spec/spec/requirements';
import { Cast } from '../people/cast.ts';
import { Random } from '../people/random.ts';
import type { Exchange } from '../wire/exchange.ts';
import type { CheckRecord } from './check-record.ts';
import type { Deadline } from './deadline.ts';
import { Expectations } from './expect.ts';
import { asRule, Failure, Unjudged, withinTime } from './failure.ts';
import type { Fact } from './observation.ts';

/** The inputs of the judge of one check, of a server or of a client. */
export interface CommonParts {
  readonly id: string;
  readonly seed: string;
  readonly deadline: Deadline;
  readonly record: CheckRecord;
  /** How many times as long as usual the judge waits for something; default: once. */
  readonly patience?: number | undefined;
  /**
   * The random generator and the people of another judge of the same check. Both judges then use
   * the same people and never make the same random value twice.
   */
  readonly randomness?: { readonly random: Random; readonly cast: Cast } | undefined;
}

/** A wait is not prolonged beyond this, in ms. A limit on a slow network may be longer by itself. */
const MAX_PATIENT_WAIT_MS = 30_000;

/** What the judges of server checks and client checks have in common. */
export abstract class CommonJudge {
  /** Random values, which depend only on the seed of the run and the id of the check. */
  readonly random: Random;
  /** The people of the check. */
  readonly cast: Cast;
  readonly expect = new Expectations();
  readonly #parts: CommonParts;

  constructor(parts: CommonParts) {
    this.random = parts.randomness?.random ?? new Random(parts.seed, parts.id);
    this.cast = parts.randomness?.cast ?? new Cast(this.random.fork('cast'));
    this.#parts = parts;
  }

  /** Redacts a secret of the check in all reports. `name` replaces it. */
  hide(secret: Uint8Array | string, name: string): void {
    if (typeof secret === 'string') this.#parts.record.secrets.text(secret, name);
    else this.#parts.record.secrets.bytes(secret, name);
  }

  /** Reports an observation that breaks no requirement. */
  note(text: string): void {
    this.#parts.record.notes.push(text);
  }

  /**
   * Reports a change that took effect late, but within the grace. A passing check becomes a note.
   */
  late(text: string): void {
    this.#parts.record.late.push(text);
  }

  /**
   * Does something that must be over `limitMs` after `since`, in ms of `performance.now()`. If it is
   * not, a failure in it counts only if the judge was on time, and so does a failure of an exchange
   * that it returns. What it measures, and what it expects of a time, is inside.
   */
  within<T>(limitMs: number, work: () => Promise<T> | T, since = performance.now()): Promise<T> {
    return withinTime(limitMs, async () => work(), since);
  }

  /**
   * Waits for something that must come within `limitMs`. `work` waits as long as it is told, and
   * fails if nothing came. If the judge was late, the check is repeated alone. It then waits longer,
   * this does not count as time of the check, and the failure counts.
   */
  async waitFor<T>(limitMs: number, work: (limitMs: number) => Promise<T>): Promise<T> {
    const { deadline, patience = 1 } = this.#parts;
    if (patience === 1 || !Number.isFinite(limitMs)) return this.within(limitMs, () => work(limitMs));
    const longestMs = Math.max(limitMs, Math.min(patience * limitMs, MAX_PATIENT_WAIT_MS));
    const started = performance.now();
    deadline.extend(longestMs);
    try {
      return await work(longestMs);
    } finally {
      deadline.extend(performance.now() - started - longestMs);
    }
  }

  /**
   * Makes expectations of one rule, or of several that mean the same. A failure in them is reported
   * under these, and not under the others that the check names.
   */
  under<T>(rules: RequirementId | readonly RequirementId[], work: () => Promise<T> | T): Promise<T> {
    return asRule([rules].flat(), async () => work());
  }

  /**
   * Ends the check as failed.
   *
   * @param observed - one observation or several, each of which a baseline must list
   * @throws Failure always
   */
  fail(
    message: string,
    expected: string | Fact,
    observed: string | Fact | readonly string[],
    exchange?: Exchange,
  ): never {
    const factOf = (fact: string | Fact): Fact => (typeof fact === 'string' ? { text: fact } : fact);
    throw new Failure({
      message,
      expected: [factOf(expected)],
      observed: [observed].flat().map(factOf),
      exchange,
    });
  }

  /**
   * Ends the check because the check makes no sense for this target.
   *
   * @throws Unjudged (`not-applicable`) always
   */
  notApplicable(reason: string): never {
    throw new Unjudged('not-applicable', reason);
  }

  /**
   * Ends the check because this run lacks a prerequisite of it.
   *
   * @throws Unjudged (`not-testable`) always
   */
  notTestable(reason: string): never {
    throw new Unjudged('not-testable', reason);
  }
}
