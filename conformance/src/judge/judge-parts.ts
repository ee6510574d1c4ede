import type { Cast } from '../people/cast.ts';
import type { Random } from '../people/random.ts';
import type { WithoutSlot } from '../targets/semaphore.ts';
import type { Exchange } from '../wire/exchange.ts';
import type { CheckRecord } from './check-record.ts';
import type { Deadline } from './deadline.ts';
import type { Expected } from './expect.ts';
import type { Facilities, ServerUnderTest } from './facilities.ts';
import type { Alteration } from './http.ts';

/** A broken request, and a valid one that differs only in the mistake. */
export interface Twin {
  readonly broken: () => Promise<Exchange>;
  /** The answer to the broken request. */
  readonly refused: Expected;
  readonly valid: () => Promise<Exchange>;
  /** The answer to the valid request. Default: `ok`. */
  readonly accepted?: Expected;
}

/** The inputs of the judge of one check. */
export interface JudgeParts {
  readonly id: string;
  readonly seed: string;
  readonly server: ServerUnderTest;
  readonly facilities: Facilities;
  readonly deadline: Deadline;
  readonly record: CheckRecord;
  /** Changes each request; absent: none. */
  readonly alter?: Alteration;
  /** Absent if the check keeps its slot during slow operations. */
  readonly withoutSlot?: WithoutSlot;
  /**
   * The random generator and the people of another judge of the same check. Both judges then use
   * the same people and never make the same random value twice.
   */
  readonly randomness?: { readonly random: Random; readonly cast: Cast } | undefined;
}
