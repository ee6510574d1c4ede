import type { Device } from '../cast/index.ts';
import type { Half, Role } from '../greeting/index.ts';
import type { Author, Judge, Member } from '../judge/index.ts';
import type { Id } from '../wire/index.ts';
import { type Known, unheardOf, userOf } from './known.ts';

/**
 * One organization on its way through a script, before one node, or several that are called in
 * turn.
 */
export class Life {
  #judges: readonly Judge[];
  known: Known;
  bootstrapToken: Uint8Array | null = null;
  /** What the sides of the present greeting bring, and where it is. */
  halves: Readonly<Record<Role, readonly Half[]>> = { greeter: [], claimer: [] };
  attempt: Id | undefined;
  /** Which node is called now. */
  turn = 0;

  constructor(judges: readonly Judge[]) {
    this.#judges = judges;
    this.known = unheardOf(this.judge.newName());
  }

  /** Before the node whose turn it is. */
  get judge(): Judge {
    return this.judgeAt(this.turn);
  }

  /** Before the node of any turn. */
  judgeAt(turn: number): Judge {
    const judge = this.#judges[turn % this.#judges.length];
    if (judge === undefined) throw new Error('a life needs a node');
    return judge;
  }

  /** It goes on before these nodes. */
  moveTo(judges: readonly Judge[]): void {
    this.#judges = judges;
  }

  /** A user of that name, by the first device. */
  member(name: string): Member {
    const { person, devices } = userOf(this.known, name);
    return { ...this.by(devices[0] ?? person.device), person };
  }

  by(device: Device): Author {
    return { organization: this.known.id, device };
  }
}
