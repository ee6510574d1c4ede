import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { DateTime } from '@parsec-spec/spec/codec';
import {
  type Figures,
  noFigures,
  type OrganizationFigures,
  type OrganizationRecord,
} from '@parsec-spec/spec/state';
import type {
  Append,
  Appended,
  FiguresPage,
  Journal,
  JournalRecord,
  KeptEvent,
  Opening,
  Snapshot,
} from '../journal.ts';
import { readRecord, storeRecord } from '../stored-record.ts';
import { type OpenSqlite, openSqlite } from './open-sqlite.ts';
import { Outbox } from './outbox.ts';
import { Snapshots } from './snapshots.ts';

interface Waiting {
  readonly entry: Append;
  readonly resolve: (outcome: Appended) => void;
  readonly reject: (fault: unknown) => void;
}

const counters = Object.keys(noFigures) as (keyof Figures)[];
/** Turns of the event loop that a commit waits for company, at most. */
const patience = 8;
const latest = 0x7fff_ffff_ffff_ffffn;

/**
 * A journal in one SQLite file: durable when `append` answers (WAL, synchronous=FULL). Whatever arrives while
 * every turn of the event loop brings more shares one transaction, hence one sync of the disk.
 */
export class SqliteJournal implements Journal {
  readonly name: string;
  readonly #file: OpenSqlite;
  readonly #database: DatabaseSync;
  readonly #select: StatementSync;
  readonly #single: StatementSync;
  readonly #last: StatementSync;
  readonly #insert: StatementSync;
  readonly #forget: StatementSync;
  readonly #count: StatementSync;
  readonly #sum: StatementSync;
  readonly #outbox: Outbox;
  readonly #snapshots: Snapshots;
  #waiting: Waiting[] = [];

  constructor(file: string) {
    this.#file = openSqlite(file);
    const { database } = this.#file;
    this.name = `sqlite:${file}`;
    this.#database = database;
    this.#outbox = new Outbox(database);
    this.#snapshots = new Snapshots(database);
    this.#single = database.prepare('SELECT body FROM records WHERE organization = ? AND version = ?');
    this.#select = database.prepare(
      'SELECT body FROM records WHERE organization = ? AND version > ? ORDER BY version',
    );
    this.#last = database.prepare('SELECT max(version) AS version FROM records WHERE organization = ?');
    this.#insert = database.prepare('INSERT INTO records (organization, version, body) VALUES (?, ?, ?)');
    this.#forget = database.prepare('DELETE FROM figures WHERE organization = ?');
    this.#count = database.prepare(
      `INSERT INTO figures (organization, at, ${counters.join(', ')}) VALUES (?, ?${', ?'.repeat(counters.length)})`,
    );
    this.#sum = database.prepare(
      `SELECT organization AS organization_id, ${counters.map((name) => `sum(${name}) AS ${name}`).join(', ')}
       FROM figures WHERE organization > ? AND at <= ? GROUP BY organization ORDER BY organization LIMIT ?`,
    );
  }

  async read<Entry extends JournalRecord = OrganizationRecord>(
    organization: string,
    from: number,
  ): Promise<readonly Entry[]> {
    return this.#select.all(organization, from).map(({ body }) => readRecord(body as Uint8Array) as Entry);
  }

  open<Entry extends JournalRecord = OrganizationRecord>(
    organization: string,
    format: number,
  ): Opening<Entry> {
    const { snapshot, bodies } = this.#snapshots.open(organization, format);
    return { snapshot, records: bodies.map((body) => readRecord(body) as Entry) };
  }

  async pick<Entry extends JournalRecord = OrganizationRecord>(
    organization: string,
    versions: readonly number[],
  ): Promise<readonly Entry[]> {
    return versions.map((version) => {
      const row = this.#single.get(organization, version);
      if (row === undefined) throw new RangeError(`${organization} has no record ${version}`);
      return readRecord(row.body as Uint8Array) as Entry;
    });
  }

  async keep(snapshot: Snapshot): Promise<void> {
    this.#snapshots.keep(snapshot);
  }

  append(entry: Append): Promise<Appended> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) this.#gather(0, patience);
      this.#waiting.push({ entry, resolve, reject });
    });
  }

  async figures(
    at: DateTime | undefined,
    { after, most }: FiguresPage = { after: '', most: -1 },
  ): Promise<readonly OrganizationFigures[]> {
    const rows = this.#sum.all(after, at?.micros ?? latest, most);
    return rows.map((row) => ({ ...row }) as unknown as OrganizationFigures);
  }

  async eventsAfter(organization: string, id: string): Promise<readonly KeptEvent[] | undefined> {
    return this.#outbox.after(organization, id);
  }

  async close(): Promise<void> {
    this.#commit();
    this.#file.close();
  }

  #gather(size: number, turns: number): void {
    setImmediate(() => {
      if (this.#waiting.length > size && turns > 0) this.#gather(this.#waiting.length, turns - 1);
      else this.#commit();
    });
  }

  #commit(): void {
    const group = this.#waiting;
    if (group.length === 0) return;
    this.#waiting = [];
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      const outcomes = group.map(({ entry }) => this.#write(entry));
      this.#database.exec('COMMIT');
      group.forEach(({ resolve }, index) => {
        resolve(outcomes[index] ?? 'conflict');
      });
    } catch (fault) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      for (const { reject } of group) reject(fault);
    }
  }

  #write({ organization, version, records, figures, events = [] }: Append): Appended {
    if (Number(this.#last.get(organization)?.version ?? 0) !== version) return 'conflict';
    records.forEach((record, index) => {
      this.#insert.run(organization, version + index + 1, storeRecord(record));
    });
    for (const { at, fresh, by } of figures) {
      if (fresh) this.#forget.run(organization);
      this.#count.run(organization, at.micros, ...counters.map((name) => by[name] ?? 0));
    }
    if (events.length > 0) this.#outbox.keep(organization, events);
    return 'appended';
  }
}
