export { type Append, type Appended, type Journal, type KeptEvent, keptEvents } from './journal.ts';
export { JournalError, type JournalErrorCode } from './journal-error.ts';
export { MemoryJournal } from './memory-journal.ts';
export { openJournal } from './open-journal.ts';
export { SqliteJournal } from './sqlite-journal.ts';
