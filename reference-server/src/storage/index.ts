export {
  type Append,
  type Appended,
  accountStream,
  type EventsFrom,
  type FiguresPage,
  type Journal,
  type JournalRecord,
  type KeptEvent,
  keptEvents,
  type Opening,
  type SharedJournal,
  type Snapshot,
} from './journal.ts';
export { JournalError, type JournalErrorCode } from './journal-error.ts';
export type { JournalOptions, Patience } from './journal-options.ts';
export { MemoryJournal } from './memory-journal.ts';
export { migrateJournal } from './migrate-journal.ts';
export { openJournal } from './open-journal.ts';
export { SqliteJournal } from './sqlite/sqlite-journal.ts';
