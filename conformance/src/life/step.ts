import type { Exchange } from '../exchange/index.ts';
import type { Expected } from '../judge/index.ts';
import type { Known } from './known.ts';
import type { Life } from './life.ts';

/** A prepared step. Sending it again repeats the same request. */
export interface Act {
  readonly send: () => Promise<Exchange>;
  /** The expected answer. */
  readonly comesTo: Expected;
  /** The known state after the request took effect. */
  readonly after: Known;
  /**
   * Extracts the values that later steps need from the answer, and checks it. `repeated`: an
   * earlier answer was lost.
   */
  readonly hear?: (answer: Exchange, repeated: boolean) => void | Promise<void>;
  /**
   * Whether the request is repeated although it took effect, if its answer was lost: as a client
   * does that needs the answer.
   */
  readonly again?: boolean;
}

/** One step in a script. */
export interface Step {
  readonly name: string;
  readonly make: (life: Life) => Act | Promise<Act>;
}
