import type { Device } from '../cast/index.ts';
import type { Half, Role } from '../greeting/index.ts';
import type { Author, Judge, Member } from '../judge/index.ts';
import type { Id } from '../wire/index.ts';
import { type Known, unheardOf, userOf } from './known.ts';

/**
 * One organization in the course of a script, on one node, or on several that are called in turn.
 */
export class Life {
  #judges: readonly Judge[];
  known: Known;
  bootstrapToken: Uint8Array | null = null;
  /** The halves of the current greeting, and its attempt. */
  halves: Readonly<Record<Role, readonly Half[]>> = { greeter: [], claimer: [] };
  attempt: Id | undefined;
  /** Index of the current node. */
  turn = 0;

  constructor(judges: readonly Judge[]) {
    this.#judges = judges;
    this.known = unheardOf(this.judge.newName());
  }

  /** The judge of the current node. */
  get judge(): Judge {
    return this.judgeAt(this.turn);
  }

  /** The judge of the node of any turn. */
  judgeAt(turn: number): Judge {
    const judge = this.#judges[turn % this.#judges.length];
    if (judge === undefined) throw new Error('a life needs a node');
    return judge;
  }

  /** Continues on these nodes. */
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
