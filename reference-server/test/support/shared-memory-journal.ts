import type { SharedJournal } from '../../src/storage/journal.ts';
import { MemoryJournal } from '../../src/storage/memory-journal.ts';

/** A journal that other nodes append to as well, also between two reads. */
export class SharedMemoryJournal extends MemoryJournal {
  readonly asked: (number | undefined)[] = [];
  readonly #forget: (() => void)[] = [];
  between: () => Promise<void> = async () => undefined;
  readonly shared: SharedJournal = {
    follow: () => undefined,
    parted: (forget) => {
      this.#forget.push(forget);
    },
    eventsSoFar: async () => 0,
    eventsFrom: async (_, count) => ({ events: [], count, version: 0 }),
  };

  /** Simulates a lost connection: earlier reads may be of another database. */
  readonly part = (): void => {
    for (const forget of this.#forget) forget();
  };

  override async read(...[organization, from, limit]: Parameters<MemoryJournal['read']>) {
    this.asked.push(limit);
    const records = await super.read(organization, from, limit);
    await this.between();
    return records as never;
  }
}
