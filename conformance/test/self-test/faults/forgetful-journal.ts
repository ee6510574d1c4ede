import {
  type Append,
  type Appended,
  type Journal,
  type JournalRecord,
  MemoryJournal,
} from '@parsec-spec/reference-server/journal';
import type { Shelf } from './shelf.ts';
import { type Pulse, ShelfJournal } from './shelf-journal.ts';

/** A journal that puts records of these kinds nowhere but in the memory of its server. */
export const forgetful =
  (kinds: readonly JournalRecord['record'][]) =>
  (shelf: Shelf, pulse: Pulse): Journal =>
    new ForgetfulJournal(new Set<string>(kinds), new ShelfJournal(shelf, pulse));

class ForgetfulJournal extends MemoryJournal {
  readonly #kinds: ReadonlySet<string>;
  readonly #kept: ShelfJournal;
  readonly #loaded = new Map<string, Promise<void>>();

  constructor(kinds: ReadonlySet<string>, kept: ShelfJournal) {
    super();
    this.#kinds = kinds;
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
    const records = entry.records.filter(({ record }) => !this.#kinds.has(record));
    const version = this.#kept.shelf.version(entry.organization);
    return await this.#kept.append({ ...entry, version, records });
  }

  /** Takes in what outlived the server before. */
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
