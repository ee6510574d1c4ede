import type { Expected } from '../case/expect.ts';
import type { Judge } from '../case/judge.ts';
import type { Member } from '../case/members.ts';
import type { Author } from '../case/rpc.ts';
import type { Device } from '../people/cast.ts';
import type { Half, Role } from '../people/greeting-steps.ts';
import type { Exchange } from '../wire/exchange.ts';
import type { Id } from '../wire/values.ts';
import { type KnownState, notCreated, userOf } from './known-state.ts';

/**
 * One organization in the course of a script, on one node, or on several that are called in turn.
 */
export class ScriptContext {
  #judges: readonly Judge[];
  known: KnownState;
  bootstrapToken: Uint8Array | null = null;
  /** The halves of the current greeting, and its attempt. */
  halves: Readonly<Record<Role, readonly Half[]>> = { greeter: [], claimer: [] };
  attempt: Id | undefined;
  /** Index of the current node. */
  turn = 0;

  constructor(judges: readonly Judge[]) {
    this.#judges = judges;
    this.known = notCreated(this.judge.newName());
  }

  /** The judge of the current node. */
  get judge(): Judge {
    return this.judgeAt(this.turn);
  }

  /** The judge of the node of any turn. */
  judgeAt(turn: number): Judge {
    const judge = this.#judges[turn % this.#judges.length];
    if (judge === undefined) throw new Error('a script needs a node');
    return judge;
  }

  /** Continues on these nodes. */
  moveTo(judges: readonly Judge[]): void {
    this.#judges = judges;
  }

  /** A user of that name, by the first device. */
  member(name: string): Member {
    const { person, devices } = userOf(this.known, name);
    return { ...this.author(devices[0] ?? person.device), person };
  }

  author(device: Device): Author {
    return { organization: this.known.id, device };
  }
}

/** A prepared step. Sending it again repeats the same request. */
export interface PreparedStep {
  readonly send: () => Promise<Exchange>;
  /** The expected answer. */
  readonly expected: Expected;
  /** The known state after the request took effect. */
  readonly after: KnownState;
  /**
   * Extracts the values that later steps need from the answer, and checks it. `repeated`: an
   * earlier answer was lost.
   */
  readonly readAnswer?: (answer: Exchange, repeated: boolean) => void | Promise<void>;
  /**
   * Whether the request is repeated although it took effect, if its answer was lost: as a client
   * does that needs the answer.
   */
  readonly isRepeatable?: boolean;
}

/** One step in a script. */
export interface Step {
  readonly name: string;
  readonly make: (context: ScriptContext) => PreparedStep | Promise<PreparedStep>;
}
