import type { RequirementId } from '@parsec-spec/spec/requirements';
import { Cast } from '../people/cast.ts';
import { Random } from '../people/random.ts';
import type { Exchange } from '../wire/exchange.ts';
import type { CheckRecord } from './check-record.ts';
import { Expectations } from './expect.ts';
import { asRule, Failure, Unjudged } from './failure.ts';
import type { Fact } from './observation.ts';

/** What the judges of server checks and client checks have in common. */
export abstract class CommonJudge {
  /** Random values, which depend only on the seed of the run and the id of the check. */
  readonly random: Random;
  /** The people of the check. */
  readonly cast: Cast;
  readonly expect = new Expectations();
  readonly #record: CheckRecord;

  constructor(parts: {
    readonly id: string;
    readonly seed: string;
    readonly record: CheckRecord;
    readonly randomness?: { readonly random: Random; readonly cast: Cast } | undefined;
  }) {
    this.random = parts.randomness?.random ?? new Random(parts.seed, parts.id);
    this.cast = parts.randomness?.cast ?? new Cast(this.random.fork('cast'));
    this.#record = parts.record;
  }

  /** Redacts a secret of the check in all reports. `name` replaces it. */
  hide(secret: Uint8Array | string, name: string): void {
    if (typeof secret === 'string') this.#record.secrets.text(secret, name);
    else this.#record.secrets.bytes(secret, name);
  }

  /** Reports an observation that breaks no requirement. */
  note(text: string): void {
    this.#record.notes.push(text);
  }

  /**
   * Reports a change that took effect late, but within the grace. A passing check becomes a note.
   */
  late(text: string): void {
    this.#record.late.push(text);
  }

  /**
   * Does something that must be over `limitMs` after `since`, in ms of `performance.now()`. If it is
   * not, a failure in it or after it counts only if the judge was on time.
   */
  async within<T>(limitMs: number, work: () => Promise<T>, since = performance.now()): Promise<T> {
    this.#record.isTimed = true;
    // A timer may be 1 ms early.
    const isOverdue = () => performance.now() - since > limitMs - 2;
    try {
      return await work();
    } catch (error) {
      // Other checks that share what `work` makes receive the same failure.
      throw error instanceof Failure && isOverdue() ? error.overdue(since) : error;
    } finally {
      if (isOverdue()) this.#record.overdueSince = earliest(this.#record.overdueSince, since);
    }
  }

  /**
   * States that the target waits for answers of the judge from now on. A failure then counts only if
   * the judge was on time.
   */
  protected answersTarget(): void {
    this.#record.isTimed = true;
    this.#record.overdueSince ??= performance.now();
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

const earliest = (known: number | undefined, since: number): number => Math.min(known ?? since, since);
