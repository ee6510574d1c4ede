export {
  type Append,
  type Appended,
  accountStream,
  type DatabaseWait,
  type EventsFrom,
  type FiguresPage,
  type Journal,
  type JournalOptions,
  type JournalRecord,
  KEPT_EVENTS,
  type KeptEvent,
  type Opening,
  type SharedJournal,
  type Snapshot,
} from './journal.ts';
export { JournalError, type JournalErrorCode } from './journal-error.ts';
export { MemoryJournal } from './memory-journal.ts';
export { migrateJournal, openJournal } from './open-journal.ts';
export { SqliteJournal } from './sqlite/sqlite-journal.ts';
