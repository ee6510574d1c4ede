import type { Cast } from '../people/cast.ts';
import type { Random } from '../people/random.ts';
import type { Exchange } from '../wire/exchange.ts';
import type { CheckRecord } from './check-record.ts';
import type { Deadline } from './deadline.ts';
import type { Expected } from './expect.ts';
import type { Facilities, ServerUnderTest } from './facilities.ts';

/** A broken request and its valid twin, which differ by exactly one fault. */
export interface Twin {
  readonly broken: () => Promise<Exchange>;
  readonly refused: Expected;
  readonly valid: () => Promise<Exchange>;
  /** `ok` by default. */
  readonly accepted?: Expected;
}

/**
 * Awaits something slow without blocking the check's slot: another check runs meanwhile. With
 * `isUrgent` the check continues as soon as the promise settles, and does not wait for a free slot.
 */
export type WithoutSlot = <T>(awaited: Promise<T>, isUrgent?: boolean) => Promise<T>;

/** The inputs of the judge of one check. */
export interface JudgeParts {
  readonly id: string;
  readonly seed: string;
  readonly server: ServerUnderTest;
  readonly facilities: Facilities;
  readonly deadline: Deadline;
  readonly record: CheckRecord;
  /** Absent if no other check may run meanwhile. */
  readonly withoutSlot?: WithoutSlot;
  /**
   * The randomness of another judge of the same check, so that both use the same people and never
   * draw the same values twice.
   */
  readonly lots?: { readonly random: Random; readonly cast: Cast } | undefined;
}
