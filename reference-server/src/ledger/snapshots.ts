import { accountStream, type Journal, type Snapshot } from '../journal/journal.ts';
import { seal, unseal } from './seal.ts';

/** How states of a kind are written as bytes, and read again. A format is that of both: whoever changes the seal changes it too. */
export interface SnapshotForm<State> {
  readonly format: number;
  readonly write: (state: State) => Uint8Array;
  /** Throws when the bytes are none. */
  readonly read: (body: Uint8Array) => State;
  /** How much a snapshot of the state is made of; default: its records. */
  readonly size?: (state: State) => number;
}

/** A snapshot is written when as many records came after the last one, at least, … */
const least = 256;
/** … and one for so many it is made of (of its size): what all of them cost stays in proportion to the records, and so does what is replayed after one. */
const share = 32;
/** Milliseconds between a request and a snapshot, and between two. */
const pause = 50;
/** States that may wait for theirs: whoever waits is in memory. One that is let go is due again when it grows, or is replayed. */
const mostDue = 32;

/** Writes snapshots of states in use, one after the other, while nobody waits for them. One that cannot be kept is missed by nobody: replay is the truth. */
export class Snapshots<State extends { readonly version: number }> {
  readonly #journal: Pick<Journal, 'keep'>;
  readonly #form: SnapshotForm<State>;
  /** How many records the last snapshot of a state was made of. */
  readonly #kept = new WeakMap<State, number>();
  readonly #due = new Map<string, State>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #stopped = false;
  /** Counts how often all that waited was forgotten. */
  #age = 0;

  constructor(journal: Pick<Journal, 'keep'>, form: SnapshotForm<State>) {
    this.#journal = journal;
    this.#form = form;
  }

  /** The state of a snapshot; undefined when it is none of this state and format, or damaged. */
  read(id: string, snapshot: Snapshot): State | undefined {
    const body = unseal(snapshot.body);
    if (body === undefined) return undefined;
    try {
      const state = this.#form.read(body);
      // The server's own stream has no name.
      const { organization_id = accountStream } = state as { readonly organization_id?: string };
      if (state.version !== snapshot.version || organization_id !== id) return undefined;
      this.#kept.set(state, state.version);
      return state;
    } catch {
      return undefined;
    }
  }

  /** To be called when a state has grown, or was replayed. */
  look(id: string, state: State): void {
    if (this.#stopped || state.version < least) return;
    const kept = this.#kept.get(state) ?? 0;
    const size = this.#form.size?.(state) ?? kept;
    if (state.version - kept < Math.max(least, size / share)) return;
    this.#due.set(id, state);
    const [longest] = this.#due.keys();
    if (longest !== undefined && this.#due.size > mostDue) this.#due.delete(longest);
    this.#plan();
  }

  /** Makes none of the states that wait, and keeps none that is on its way. */
  forget(): void {
    this.#age += 1;
    this.#due.clear();
  }

  /** Begins no more, and waits for the one under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#writing;
  }

  #plan(): void {
    if (this.#stopped || this.#timer !== undefined || this.#writing !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#writing = this.#write().finally(() => {
        this.#writing = undefined;
        if (this.#due.size > 0) this.#plan();
      });
    }, pause).unref();
  }

  async #write(): Promise<void> {
    const [next] = this.#due;
    if (next === undefined) return;
    const [organization, state] = next;
    const { version } = state;
    const age = this.#age;
    this.#due.delete(organization);
    // Also when it fails: not again with every record.
    this.#kept.set(state, version);
    try {
      const body = seal(this.#form.write(state));
      const { format } = this.#form;
      await this.#journal.keep({ organization, version, format, body }, () => age === this.#age);
    } catch {
      // A full disk, a database that is away: the next one may be kept.
    }
  }
}
