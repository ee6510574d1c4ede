import type { WithoutSlot } from '../targets/semaphore.ts';
import type { Exchange } from '../wire/exchange.ts';
import type { CommonParts } from './common-judge.ts';
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

/** The inputs of the judge of one server check. */
export interface JudgeParts extends CommonParts {
  readonly server: ServerUnderTest;
  readonly facilities: Facilities;
  /** Requirements that the server is known to break. */
  readonly waived?: ReadonlySet<string>;
  /** Changes each request; absent: none. */
  readonly alter?: Alteration;
  /** Time limit of one exchange, in ms. Absent: only that of the whole. */
  readonly exchangeMs?: number;
  /** Absent if the check keeps its slot during slow operations. */
  readonly withoutSlot?: WithoutSlot;
}
