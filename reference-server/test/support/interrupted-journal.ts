import { MemoryJournal } from '../../src/storage/memory-journal.ts';

/** A journal whose database can go away and come back: no read succeeds while there is a fault. */
export class InterruptedJournal extends MemoryJournal {
  fault: Error | undefined;

  override read(...given: Parameters<MemoryJournal['read']>): Promise<never[]> {
    if (this.fault !== undefined) return Promise.reject(this.fault);
    return super.read(...given) as Promise<never[]>;
  }
}
