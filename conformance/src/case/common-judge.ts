import { Cast } from '../people/cast.ts';
import { Random } from '../people/random.ts';
import type { Exchange } from '../wire/exchange.ts';
import type { CheckRecord } from './check-record.ts';
import { Expectations } from './expect.ts';
import { Failure, Unjudged } from './failure.ts';

/**
 * The operations common to all checks: expectations, seeded randomness, and the ways to end the
 * check.
 */
export abstract class CommonJudge {
  readonly random: Random;
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

  /** Hides a secret of the check from every report. */
  hide(secret: Uint8Array | string, name: string): void {
    if (typeof secret === 'string') this.#record.secrets.text(secret, name);
    else this.#record.secrets.bytes(secret, name);
  }

  /** Reports an observation that breaks no requirement. */
  note(text: string): void {
    this.#record.notes.push(text);
  }

  /** Reports a change that took effect late, but within the grace. The check ends as a note. */
  late(text: string): void {
    this.#record.late.push(text);
  }

  /**
   * Ends the check: the target broke the requirement. `observed` may list several observations, and
   * the baseline must record each of them.
   */
  fail(message: string, expected: string, observed: string | readonly string[], exchange?: Exchange): never {
    throw new Failure(message, { expected, observed, exchange });
  }

  /** Ends the check: this target lacks by nature what the check needs. */
  notApplicable(reason: string): never {
    throw new Unjudged('not-applicable', reason);
  }

  /** Ends the check: a prerequisite of the check is missing. */
  notTestable(reason: string): never {
    throw new Unjudged('not-testable', reason);
  }
}
