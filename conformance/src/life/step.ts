import type { Exchange } from '../exchange/index.ts';
import type { Expected } from '../judge/index.ts';
import type { Known } from './known.ts';
import type { Life } from './life.ts';

/** A step of a life, made ready: sent again it is the same request. */
export interface Act {
  readonly send: () => Promise<Exchange>;
  /** The expected answer. */
  readonly comesTo: Expected;
  /** The known state after the request took effect. */
  readonly after: Known;
  /**
   * Takes from the answer what later steps need, and looks whether it is right; `repeated`: an
   * earlier answer never came.
   */
  readonly hear?: (answer: Exchange, repeated: boolean) => void | Promise<void>;
  /**
   * Whether it is sent again though it was carried out, when its answer never came: as a client
   * does that needs the answer.
   */
  readonly again?: boolean;
}

/** One step in the script of a life. */
export interface Step {
  readonly name: string;
  readonly make: (life: Life) => Act | Promise<Act>;
}
