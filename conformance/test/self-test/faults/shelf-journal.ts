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

/** Whether a server still lives: one that was killed gets no answer any more, and nothing of it is carried out. */
export interface Pulse {
  isDead: boolean;
  isStopping: boolean;
  /** It is suspended, or was until a moment ago. */
  isDazed: boolean;
}

/** ms that a right server waits for a database that says nothing. */
const patience = 300;

export const away = (): JournalError => new JournalError('away', 'the shelf is away', 'Wait for it.');
const full = (): Error =>
  Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 });

/** The journal of one server over a shelf, right in everything: broken ones change single methods. */
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
      // There is one shelf, which never goes back.
      parted: () => undefined,
      eventsSoFar: (id) => this.reach(async () => shelf.events(id).length),
      eventsFrom: (id, count) => this.reach(async () => this.#eventsFrom(id, count)),
    };
  }

  /** Does something on the shelf, as far as it can be reached. */
  async reach<T>(work: () => Promise<T>, writes = false): Promise<T> {
    const { shelf } = this;
    const { cuts } = shelf;
    // A way there, on which much can happen.
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

  /** Waits for a shelf that says nothing. */
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
