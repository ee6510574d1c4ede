import type { Journal } from './journal.ts';
import { JournalError } from './journal-error.ts';
import { MemoryJournal } from './memory-journal.ts';
import { SqliteJournal } from './sqlite-journal.ts';

/** Opens what `--db` names: `memory:` (also spelt `MOCKED`), `sqlite:FILE`. Throws a JournalError that a host can act upon. */
export function openJournal(db: string): Journal {
  if (db === 'memory:' || db.toUpperCase() === 'MOCKED') return new MemoryJournal();
  if (/^postgres(ql)?:/i.test(db)) {
    throw new JournalError(
      'unsupported',
      'PostgreSQL is not served yet: it lands with the containers issue',
      'Use --db sqlite:FILE (durable, one process) or --db memory: until then.',
    );
  }
  const file = /^sqlite:(?:\/\/(?=\/))?(.+)$/i.exec(db)?.[1];
  if (file === undefined) {
    // The value itself may hold a password: it is not repeated.
    throw new JournalError(
      'unsupported',
      'the database is none of memory:, MOCKED, sqlite:FILE, postgresql://…',
      'For example --db sqlite:./parsec-spec.sqlite',
    );
  }
  return new SqliteJournal(file);
}
