// The thread that commits, so that reads do not wait while the disk syncs. It runs one job after
// the other and answers each.

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { Appended, KeptEvent, Snapshot } from '../journal.ts';
import { connect, entryKey, MAX_VERSION } from './connect.ts';
import { SqliteEvents } from './sqlite-events.ts';

/** The records of one command, encoded as in the file. It can be transferred to another thread. */
export interface EncodedAppend {
  readonly organization: string;
  readonly version: number;
  readonly records: readonly Uint8Array[];
  readonly figures: readonly FiguresRow[];
  readonly events: readonly KeptEvent[];
}

/** A row of figures. `fresh`: earlier rows of the organization are void. */
interface FiguresRow {
  readonly fresh: boolean;
  /** Microseconds since 1970. */
  readonly at: bigint;
  readonly counts: Readonly<Record<string, number>>;
}

/** Writes to a journal in SQLite; everything else only reads. */
class SqliteWriter {
  readonly #database: DatabaseSync;
  readonly #enter: StatementSync;
  readonly #last: StatementSync;
  readonly #insert: StatementSync;
  readonly #forget: StatementSync;
  readonly #replace: StatementSync;
  readonly #events: SqliteEvents;
  #count: StatementSync | undefined;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#events = new SqliteEvents(database);
    this.#enter = database.prepare('INSERT OR IGNORE INTO streams (organization) VALUES (?)');
    this.#last = database.prepare(
      `SELECT place & ${MAX_VERSION} AS version FROM streams CROSS JOIN entries
       WHERE organization = ? AND place BETWEEN ${entryKey('0')} AND ${entryKey(MAX_VERSION)} ORDER BY place DESC LIMIT 1`,
    );
    this.#insert = database.prepare(
      `INSERT INTO entries (place, body) SELECT ${entryKey('?2')}, ?3 FROM streams WHERE organization = ?1`,
    );
    this.#forget = database.prepare('DELETE FROM figures WHERE organization = ?');
    this.#replace = database.prepare(
      'INSERT OR REPLACE INTO snapshots (organization, version, format, body) VALUES (?, ?, ?, ?)',
    );
  }

  /**
   * Appends the records of several commands in one transaction, so with one sync of the disk.
   * Each one gets its outcome: appended, or a conflict. Throws SQLite's error, and then nothing was
   * appended.
   */
  append(group: readonly EncodedAppend[]): readonly Appended[] {
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      const outcomes = group.map((written) => this.#write(written));
      this.#database.exec('COMMIT');
      return outcomes;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  /** Replaces the snapshot of a stream. */
  keep({ organization, version, format, body }: Snapshot): void {
    this.#replace.run(organization, version, format, body);
  }

  #write({ organization, version, records, figures, events }: EncodedAppend): Appended {
    if (Number(this.#last.get(organization)?.version ?? 0) !== version) return 'conflict';
    if (version === 0) this.#enter.run(organization);
    for (const [index, body] of records.entries()) this.#insert.run(organization, version + index + 1, body);
    for (const row of figures) this.#writeFigures(organization, row);
    if (events.length > 0) this.#events.keep(organization, events);
    return 'appended';
  }

  #writeFigures(organization: string, { fresh, at, counts }: FiguresRow): void {
    const names = Object.keys(counts);
    this.#count ??= this.#database.prepare(
      `INSERT INTO figures (organization, at, ${names.join(', ')}) VALUES (?, ?${', ?'.repeat(names.length)})`,
    );
    if (fresh) this.#forget.run(organization);
    this.#count.run(organization, at, ...Object.values(counts));
  }
}

/** A job for the thread. */
export type CommitJob = { readonly append: readonly EncodedAppend[] } | { readonly keep: Snapshot } | 'close';

/** Writes mostly append, so only the upper pages of the B-trees are needed. */
const CACHE_MIB = 8;

const { file }: { readonly file: string } = workerData;
let database: DatabaseSync | undefined;
let commits: SqliteWriter | undefined;

function work(job: Exclude<CommitJob, 'close'>): unknown {
  database ??= connect(file, CACHE_MIB);
  commits ??= new SqliteWriter(database);
  return 'append' in job ? commits.append(job.append) : commits.keep(job.keep);
}

parentPort?.on('message', (job: CommitJob) => {
  if (job === 'close') {
    database?.close();
    parentPort?.close();
    return;
  }
  try {
    parentPort?.postMessage({ done: work(job) });
  } catch (error) {
    // An error that crosses threads keeps only its message.
    const { message, code, errcode } = error as Error & { readonly code?: string; readonly errcode?: number };
    parentPort?.postMessage({ error: { message, code, errcode } });
  }
});
