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
import type { SharedStore } from './shared-store.ts';

/** The state of a node. A killed node gets no answers from the store and cannot change it. */
export interface NodeState {
  isDead: boolean;
  isStopping: boolean;
  /** Whether the server is suspended, or was until a moment ago. */
  isSuspended: boolean;
}

/** Time in ms that a correct server waits for a silent database. */
const SILENT_STORE_TIMEOUT_MS = 300;

export const storeAway = (): JournalError => new JournalError('away', 'the store is away', 'Wait for it.');
const full = (): Error =>
  Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 });

/** The journal of one server on a shared store, without defects. Broken ones replace its methods. */
export class StoreJournal implements Journal {
  readonly name = 'store:';
  readonly store: SharedStore;
  readonly nodeState: NodeState;
  readonly shared: SharedJournal;

  constructor(store: SharedStore, nodeState: NodeState) {
    this.store = store;
    this.nodeState = nodeState;
    this.shared = {
      follow: (wake) => this.follow(wake),
      // There is only one store, and its state never reverts.
      parted: () => undefined,
      eventsSoFar: (id) => this.reach(async () => store.events(id).length),
      eventsFrom: (id, count) => this.reach(async () => this.#eventsFrom(id, count)),
    };
  }

  /** Runs an operation on the store, if it is reachable. */
  async reach<T>(work: () => Promise<T>, writes = false): Promise<T> {
    const { store } = this;
    const { cuts } = store;
    // Accesses the store under the injected faults.
    await sleep(store.delay);
    await this.#isAlive();
    if (store.state === 'silent') await this.wait();
    if (store.state !== 'there' || store.cuts > cuts) throw storeAway();
    if (writes && store.isFull) throw full();
    const result = await work();
    await sleep(0);
    await this.#isAlive();
    if (store.cuts > cuts) throw storeAway();
    return result;
  }

  /** Waits for a silent store. */
  async wait(): Promise<void> {
    await sleep(SILENT_STORE_TIMEOUT_MS);
  }

  follow(wake: (organization: string | null) => void): void {
    this.store.watchers.add((organization) => {
      if (!this.nodeState.isDead) wake(organization);
    });
  }

  read<Entry extends JournalRecord = OrganizationRecord>(
    id: string,
    from: number,
  ): Promise<readonly Entry[]> {
    return this.reach(() => this.store.journal.read<Entry>(id, from));
  }

  open<Entry extends JournalRecord = OrganizationRecord>(
    id: string,
    format: number,
  ): Promise<Opening<Entry>> {
    return this.reach(() => this.store.journal.open<Entry>(id, format));
  }

  pick<Entry extends JournalRecord = OrganizationRecord>(
    id: string,
    versions: readonly number[],
  ): Promise<readonly Entry[]> {
    return this.reach(() => this.store.journal.pick<Entry>(id, versions));
  }

  keep(snapshot: Snapshot): Promise<void> {
    return this.reach(() => this.store.journal.keep(snapshot), true);
  }

  append(entry: Append): Promise<Appended> {
    return this.reach(() => this.store.append(entry), true);
  }

  figures(at: DateTime | undefined): Promise<readonly OrganizationFigures[]> {
    return this.reach(() => this.store.journal.figures(at));
  }

  eventsAfter(id: string, event: string): Promise<readonly KeptEvent[] | undefined> {
    return this.reach(() => this.store.journal.eventsAfter(id, event));
  }

  async close(): Promise<void> {}

  #eventsFrom(id: string, count: number): Awaited<ReturnType<SharedJournal['eventsFrom']>> {
    const events = this.store.events(id);
    return { events: events.slice(count), count: events.length, version: this.store.version(id) };
  }

  async #isAlive(): Promise<void> {
    if (this.nodeState.isDead) await new Promise<never>(() => undefined);
  }
}
