import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Append,
  type Appended,
  type Journal,
  JournalError,
  type JournalRecord,
  type KeptEvent,
  type Opening,
  type SharedJournal,
  type Snapshot,
} from '@parsec-spec/reference-server/journal';
import type { DateTime } from '@parsec-spec/spec/codec';
import type { OrganizationRecord } from '@parsec-spec/spec/records';
import type { OrganizationFigures } from '@parsec-spec/spec/state';
import type { Shelf } from './shelf.ts';

/**
 * Whether a server is alive. A killed one gets no answers from the shelf, and none of its work is
 * carried out.
 */
export interface Pulse {
  isDead: boolean;
  isStopping: boolean;
  /** Whether the server is suspended, or was until a moment ago. */
  isDazed: boolean;
}

/** Time in ms that a correct server waits for a silent database. */
const patience = 300;

export const away = (): JournalError => new JournalError('away', 'the shelf is away', 'Wait for it.');
const full = (): Error =>
  Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 });

/** The journal of one server over a shelf, without faults. Faulty ones replace single methods. */
export class ShelfJournal implements Journal {
  readonly name = 'shelf:';
  readonly shelf: Shelf;
  readonly pulse: Pulse;
  readonly shared: SharedJournal;

  constructor(shelf: Shelf, pulse: Pulse) {
    this.shelf = shelf;
    this.pulse = pulse;
    this.shared = {
      follow: (wake) => this.follow(wake),
      // There is only one shelf, and its state never reverts.
      parted: () => undefined,
      eventsSoFar: (id) => this.reach(async () => shelf.events(id).length),
      eventsFrom: (id, count) => this.reach(async () => this.#eventsFrom(id, count)),
    };
  }

  /** Runs an operation on the shelf, if it is reachable. */
  async reach<T>(work: () => Promise<T>, writes = false): Promise<T> {
    const { shelf } = this;
    const { cuts } = shelf;
    // Accesses the shelf under the injected faults.
    await sleep(shelf.delay);
    await this.#isAlive();
    if (shelf.state === 'silent') await this.wait();
    if (shelf.state !== 'there' || shelf.cuts > cuts) throw away();
    if (writes && shelf.isFull) throw full();
    const result = await work();
    await sleep(0);
    await this.#isAlive();
    if (shelf.cuts > cuts) throw away();
    return result;
  }

  /** Waits for a silent shelf. */
  async wait(): Promise<void> {
    await sleep(patience);
  }

  follow(wake: (organization: string | null) => void): void {
    this.shelf.watchers.add((organization) => {
      if (!this.pulse.isDead) wake(organization);
    });
  }

  read<Entry extends JournalRecord = OrganizationRecord>(
    id: string,
    from: number,
  ): Promise<readonly Entry[]> {
    return this.reach(() => this.shelf.journal.read<Entry>(id, from));
  }

  open<Entry extends JournalRecord = OrganizationRecord>(
    id: string,
    format: number,
  ): Promise<Opening<Entry>> {
    return this.reach(() => this.shelf.journal.open<Entry>(id, format));
  }

  pick<Entry extends JournalRecord = OrganizationRecord>(
    id: string,
    versions: readonly number[],
  ): Promise<readonly Entry[]> {
    return this.reach(() => this.shelf.journal.pick<Entry>(id, versions));
  }

  keep(snapshot: Snapshot): Promise<void> {
    return this.reach(() => this.shelf.journal.keep(snapshot), true);
  }

  append(entry: Append): Promise<Appended> {
    return this.reach(() => this.shelf.append(entry), true);
  }

  figures(at: DateTime | undefined): Promise<readonly OrganizationFigures[]> {
    return this.reach(() => this.shelf.journal.figures(at));
  }

  eventsAfter(id: string, event: string): Promise<readonly KeptEvent[] | undefined> {
    return this.reach(() => this.shelf.journal.eventsAfter(id, event));
  }

  async close(): Promise<void> {}

  #eventsFrom(id: string, count: number): Awaited<ReturnType<SharedJournal['eventsFrom']>> {
    const events = this.shelf.events(id);
    return { events: events.slice(count), count: events.length, version: this.shelf.version(id) };
  }

  async #isAlive(): Promise<void> {
    if (this.pulse.isDead) await new Promise<never>(() => undefined);
  }
}
