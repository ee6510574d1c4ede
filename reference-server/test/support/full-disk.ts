import type { Append } from '../../src/storage/journal.ts';
import { MemoryJournal } from '../../src/storage/memory-journal.ts';

/** A journal on a disk that fills up and is emptied, in SQLite's own words. */
export class FullDiskJournal extends MemoryJournal {
  error: object | undefined;

  override append(entry: Append): ReturnType<MemoryJournal['append']> {
    return this.error === undefined ? super.append(entry) : Promise.reject(this.error);
  }
}

/** An error of node:sqlite. */
export const sqliteError = (errcode: number, message: string): Error =>
  Object.assign(new Error(message), { code: 'ERR_SQLITE_ERROR', errcode });
