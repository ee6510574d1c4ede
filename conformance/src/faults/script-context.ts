import type { Expected } from '../case/expect.ts';
import type { Judge } from '../case/judge.ts';
import type { Member } from '../case/members.ts';
import type { Author } from '../case/rpc.ts';
import type { Device } from '../people/cast.ts';
import type { Half, Role } from '../people/greeting-steps.ts';
import type { Exchange } from '../wire/exchange.ts';
import type { Id } from '../wire/values.ts';
import { type KnownState, notCreated, userOf } from './known-state.ts';

/** The state of a running script: its organization, and the nodes that it calls in turn. */
export class ScriptContext {
  #judges: readonly Judge[];
  known: KnownState;
  bootstrapToken: Uint8Array | null = null;
  /** The halves of the current greeting. */
  halves: Readonly<Record<Role, readonly Half[]>> = { greeter: [], claimer: [] };
  /** The attempt of the current greeting. */
  attempt: Id | undefined;
  /** Number of the current step, which determines the node. */
  turn = 0;

  constructor(judges: readonly Judge[]) {
    this.#judges = judges;
    this.known = notCreated(this.judge.newName());
  }

  /** The judge of the current node. */
  get judge(): Judge {
    return this.judgeAt(this.turn);
  }

  /** The judge of the node that a turn uses. */
  judgeAt(turn: number): Judge {
    const judge = this.#judges[turn % this.#judges.length];
    if (judge === undefined) throw new Error('a script needs a node');
    return judge;
  }

  /** Uses these nodes from now on. */
  moveTo(judges: readonly Judge[]): void {
    this.#judges = judges;
  }

  /** The first device of the user with this name. */
  member(name: string): Member {
    const { person, devices } = userOf(this.known, name);
    return { ...this.author(devices[0] ?? person.device), person };
  }

  author(device: Device): Author {
    return { organization: this.known.id, device };
  }
}

/** A prepared step. `send` always sends the same request. */
export interface PreparedStep {
  readonly send: () => Promise<Exchange>;
  /** The expected answer. */
  readonly expected: Expected;
  /** The known state after the request has taken effect. */
  readonly after: KnownState;
  /**
   * Checks the answer, and keeps the values that later steps need. `repeated`: an earlier answer
   * was lost.
   */
  readonly readAnswer?: (answer: Exchange, repeated: boolean) => void | Promise<void>;
  /**
   * Whether the request is repeated after a lost answer even if it took effect. A client that needs
   * the answer does the same.
   */
  readonly isRepeatable?: boolean;
}

/** One step of a script. */
export interface ScriptStep {
  readonly name: string;
  readonly make: (context: ScriptContext) => PreparedStep | Promise<PreparedStep>;
}
