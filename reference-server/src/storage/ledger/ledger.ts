import type { MaybePromise } from '@parsec-spec/spec/crypto';
import {
  type AccountRecord,
  absentOrganization,
  apply,
  applyAccount,
  figuresChange,
  type Organization,
  type OrganizationRecord,
} from '@parsec-spec/spec/records';
import type { Accounts, FiguresChange } from '@parsec-spec/spec/state';
import { nextTask } from '#platform';
import type { Journal, KeptEvent, Opening } from '../journal.ts';
import { CoalescedReads } from './coalesced-reads.ts';
import { KeyedMutex } from './keyed-mutex.ts';
import { accountSnapshots, emptyAccounts, organizationSnapshots } from './snapshot-codecs.ts';
import { type SnapshotCodec, SnapshotWriter } from './snapshot-writer.ts';
import { type Bounds, StateCache } from './state-cache.ts';

/** A state that grows by records; `version` counts them. */
export interface Versioned {
  readonly version: number;
}

/** How states of a kind are built. */
interface StateKind<State, Entry> {
  /** The state without any record. */
  readonly absent: (id: string) => State;
  readonly apply: (state: State, record: Entry) => void;
  readonly figures: (record: Entry) => FiguresChange | undefined;
  /** The number of items in all lists, maps and sets of a state. */
  readonly weigh: (state: State) => number;
  readonly snapshots: SnapshotCodec<State>;
}

/** Records that are replayed in one go. */
const PAGE_SIZE = 1_024;

/** The organizations of a server, each with a stream of its own. */
export const organizationLedger = (
  journal: Journal,
  bounds: Bounds,
): Ledger<Organization, OrganizationRecord> =>
  new Ledger(
    journal,
    {
      absent: absentOrganization,
      apply,
      figures: figuresChange,
      weigh: weighOrganization,
      snapshots: organizationSnapshots,
    },
    bounds,
  );

/** The ledger of accounts and codes: one stream for the whole server. */
export const accountLedger = (journal: Journal): Ledger<Accounts, AccountRecord> =>
  new Ledger(
    journal,
    {
      absent: emptyAccounts,
      apply: applyAccount,
      figures: () => undefined,
      weigh: () => 0,
      snapshots: accountSnapshots,
    },
    { states: 1, things: 0 },
  );

function weighOrganization({ ended_attempts, ...state }: Organization): number {
  const cancelled = [...ended_attempts.values()].flatMap((greeters) => [...greeters.values()]);
  return [...Object.values(state), ...cancelled].reduce<number>((sum, part) => sum + sizeOf(part), 0);
}

const sizeOf = (part: unknown): number =>
  part instanceof Map || part instanceof Set ? part.size : Array.isArray(part) ? part.length : 0;

/**
 * The states in use: a bounded cache in front of the journal. A state is only built by replay, from
 * the beginning or from a snapshot.
 */
export class Ledger<State extends Versioned, Entry extends OrganizationRecord | AccountRecord> {
  readonly #journal: Journal;
  readonly #kind: StateKind<State, Entry>;
  readonly #cache: StateCache<State>;
  readonly #loading = new Map<string, Promise<State>>();
  readonly #writers = new KeyedMutex();
  readonly #reads = new CoalescedReads<State>();
  readonly #snapshots: SnapshotWriter<State>;
  /** For a shared journal: the states that were read from the current database. */
  #present = new WeakSet<State>();
  /**
   * States with a lost race, or from a database that may be another now. The next read resolves the
   * doubt.
   */
  readonly #contested = new Set<string>();

  constructor(journal: Journal, kind: StateKind<State, Entry>, bounds: Bounds) {
    this.#journal = journal;
    this.#kind = kind;
    this.#cache = new StateCache(bounds, kind.weigh);
    this.#snapshots = new SnapshotWriter(journal, kind.snapshots);
    journal.shared?.parted(() => this.#forgetAll());
  }

  /**
   * Waits for a snapshot that is being written and begins no other. Call before the journal is
   * closed.
   */
  async stop(): Promise<void> {
    await this.#snapshots.stop();
  }

  /** A state as it is now; one without a record is not kept. */
  read(id: string): MaybePromise<State> {
    // Another node may have appended, so the journal is read.
    if (this.#journal.shared !== undefined) return this.#reads.read(id, () => this.#readShared(id));
    return this.#cache.take(id) ?? this.#load(id);
  }

  /**
   * Runs the writers of a state one at a time. A command decided during another append would lose
   * the race.
   */
  runExclusive<T>(id: string, work: () => Promise<T>): Promise<T> {
    return this.#writers.run(id, work);
  }

  /** Whether the state is still valid. It is not if the database may be another one by now. */
  isCurrent(state: State): boolean {
    return this.#journal.shared === undefined || this.#present.has(state);
  }

  /**
   * Appends and applies the records of a command that was decided on exactly this state; false when
   * another node appended first.
   */
  async append(
    id: string,
    judged: State,
    records: readonly Entry[],
    events: readonly KeptEvent[],
  ): Promise<boolean> {
    if (!this.isCurrent(judged)) return false;
    const { version } = judged;
    const figures = records.map(this.#kind.figures).filter((change) => change !== undefined);
    const entry = { organization: id, version, records, figures, events };
    const outcome = await this.#journal.append(entry, () => this.isCurrent(judged));
    if (outcome === 'conflict') {
      // On a shared journal the next read takes in what others appended.
      if (this.#journal.shared === undefined) this.#cache.forget(id);
      else this.#contested.add(id);
      return false;
    }
    if (!this.isCurrent(judged)) return true;
    this.#grow(id, judged, version, records);
    if (!this.#cache.holds(id, judged)) this.#cache.put(id, judged);
    return true;
  }

  /** The state in the database that is connected at the end of the read. */
  async #readShared(id: string): Promise<State> {
    for (;;) {
      const present = this.#present;
      const state = await this.#catchUp(id);
      if (present === this.#present) {
        present.add(state);
        this.#considerSnapshot(id, state);
        return state;
      }
      this.#cache.forget(id);
    }
  }

  async #catchUp(id: string): Promise<State> {
    const contested = this.#contested.delete(id);
    try {
      return await this.#caughtUp(id, contested);
    } catch (error) {
      // The read failed, so the doubt remains.
      if (contested) this.#contested.add(id);
      throw error;
    }
  }

  async #caughtUp(id: string, contested: boolean): Promise<State> {
    const state = this.#cache.take(id);
    if (state === undefined) return this.#replay(id);
    const before = state.version;
    for (;;) {
      const { version } = state;
      const later = await this.#journal.read<Entry>(id, version, PAGE_SIZE);
      if (later.length > 0) this.#grow(id, state, version, later);
      if (later.length < PAGE_SIZE) break;
      await nextTask();
    }
    if (!contested || state.version > before) return state;
    // No other node has appended, so this state is not one of the current database.
    this.#cache.forget(id);
    return this.#replay(id);
  }

  #forgetAll(): void {
    this.#present = new WeakSet();
    this.#cache.clear();
    this.#snapshots.clear();
  }

  /** Applies records that follow a version, unless they were applied meanwhile. */
  #grow(id: string, state: State, version: number, records: readonly Entry[]): void {
    const fresh = records.slice(state.version - version);
    for (const record of fresh) this.#kind.apply(state, record);
    if (this.#cache.holds(id, state)) this.#cache.grown(id);
    this.#considerSnapshot(id, state);
  }

  /** Makes a snapshot due, but never of a state in doubt. */
  #considerSnapshot(id: string, state: State): void {
    if (this.isCurrent(state)) this.#snapshots.consider(id, state);
  }

  #load(id: string): MaybePromise<State> {
    const loading = this.#loading.get(id);
    if (loading !== undefined) return loading;
    const replayed = this.#replay(id);
    if (!(replayed instanceof Promise)) return replayed;
    const started = replayed.finally(() => this.#loading.delete(id));
    this.#loading.set(id, started);
    return started;
  }

  // Synchronous where possible: most organizations are not in memory, and their replay need not
  // wait.
  #replay(id: string): MaybePromise<State> {
    const opening = this.#journal.open<Entry>(id, this.#kind.snapshots.format, PAGE_SIZE);
    return opening instanceof Promise
      ? opening.then((there) => this.#resume(id, there))
      : this.#resume(id, opening);
  }

  #resume(id: string, { snapshot, records }: Opening<Entry>): MaybePromise<State> {
    if (snapshot === undefined) return this.#begin(id, this.#kind.absent(id), records);
    const state = this.#snapshots.read(id, snapshot);
    return state === undefined ? this.#replayAll(id) : this.#begin(id, state, records);
  }

  async #replayAll(id: string): Promise<State> {
    return this.#begin(id, this.#kind.absent(id), await this.#journal.read<Entry>(id, 0, PAGE_SIZE));
  }

  #begin(id: string, state: State, records: readonly Entry[]): MaybePromise<State> {
    for (const record of records) this.#kind.apply(state, record);
    if (records.length >= PAGE_SIZE) return this.#replayMore(id, state);
    if (state.version > 0) this.#cache.put(id, state);
    this.#considerSnapshot(id, state);
    return state;
  }

  /**
   * Replays further records, with other work in between. There must be no await between the last
   * read and the cache, or an append would be missed.
   */
  async #replayMore(id: string, state: State): Promise<State> {
    await nextTask();
    return this.#begin(id, state, await this.#journal.read<Entry>(id, state.version, PAGE_SIZE));
  }
}
