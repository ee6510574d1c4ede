import {
  type Append,
  type Appended,
  type Journal,
  type JournalRecord,
  type KeptEvent,
  MemoryJournal,
} from '@parsec-spec/reference-server/journal';
import type { DateTime } from '@parsec-spec/spec/codec';
import type { OrganizationFigures } from '@parsec-spec/spec/state';
import type { SharedStore } from './shared-store.ts';
import { type NodeState, StoreJournal } from './store-journal.ts';

/** The part of a record that survives the server: all of it, a different record, or nothing. */
type Kept = (record: JournalRecord) => JournalRecord | undefined;

/** A journal that keeps records of these kinds only in the memory of its server. */
export const forgetful = (kinds: readonly JournalRecord['record'][]) =>
  keeping((record) => (kinds.includes(record.record) ? undefined : record));

/** A journal that stores other data than its server holds in memory. */
export const keeping =
  (kept: Kept) =>
  (store: SharedStore, nodeState: NodeState): Journal =>
    new ForgetfulJournal(kept, new StoreJournal(store, nodeState));

class ForgetfulJournal extends MemoryJournal {
  readonly #keeps: Kept;
  readonly #kept: StoreJournal;
  readonly #loaded = new Map<string, Promise<void>>();

  constructor(keeps: Kept, kept: StoreJournal) {
    super();
    this.#keeps = keeps;
    this.#kept = kept;
  }

  override async read<Entry extends JournalRecord>(id: string, from: number): Promise<readonly Entry[]> {
    await this.#load(id);
    return await super.read<Entry>(id, from);
  }

  override async append(entry: Append): Promise<Appended> {
    await this.#load(entry.organization);
    const outcome = await super.append(entry);
    if (outcome === 'conflict') return outcome;
    const records = entry.records.flatMap((record) => this.#keeps(record) ?? []);
    const version = this.#kept.store.version(entry.organization);
    return await this.#kept.append({ ...entry, version, records });
  }

  /**
   * Reads figures and events from the store, so that the loss shows only in the other state.
   */
  override figures(at: DateTime | undefined): Promise<readonly OrganizationFigures[]> {
    return this.#kept.figures(at);
  }

  override eventsAfter(id: string, event: string): Promise<readonly KeptEvent[] | undefined> {
    return this.#kept.eventsAfter(id, event);
  }

  /** Loads the state that survived the earlier server. */
  #load(id: string): Promise<void> {
    const loading =
      this.#loaded.get(id) ??
      this.#kept.read(id, 0).then(async (records) => {
        if (records.length > 0)
          await super.append({ organization: id, version: 0, records, figures: [], events: [] });
      });
    this.#loaded.set(id, loading);
    return loading;
  }
}
