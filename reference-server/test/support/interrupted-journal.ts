import { MemoryJournal } from '../../src/storage/memory-journal.ts';

/** A journal whose database can go away and come back: no read succeeds while there is an error. */
export class InterruptedJournal extends MemoryJournal {
  error: Error | undefined;

  override read(...given: Parameters<MemoryJournal['read']>): Promise<never[]> {
    if (this.error !== undefined) return Promise.reject(this.error);
    return super.read(...given) as Promise<never[]>;
  }
}
