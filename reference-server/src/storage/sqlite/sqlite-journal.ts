import type { StatementSync } from 'node:sqlite';
import type { DateTime } from '@parsec-spec/spec/codec';
import type { OrganizationRecord } from '@parsec-spec/spec/records';
import { noFigures, type OrganizationFigures } from '@parsec-spec/spec/state';
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
import { figureColumns, MAX_MICROS, readRecord, storeRecord } from '../stored-form.ts';
import { Committer } from './committer.ts';
import { entryKey, MAX_VERSION } from './connect.ts';
import { type OpenSqlite, openSqlite } from './open-sqlite.ts';
import { ReadView } from './read-view.ts';
import { SqliteEvents } from './sqlite-events.ts';
import { selectEntriesAfter } from './sqlite-schema.ts';
import { SqliteSnapshots } from './sqlite-snapshots.ts';

/** The greatest number of records in a stream. */
const MAX_RECORDS = Number(MAX_VERSION);

/**
 * A journal in one SQLite file. `append` resolves once its records are durable (WAL,
 * synchronous=FULL). Reads happen on this thread, writes on a thread of their own.
 */
export class SqliteJournal implements Journal {
  readonly name: string;
  readonly #file: OpenSqlite;
  readonly #select: StatementSync;
  readonly #single: StatementSync;
  readonly #sum: StatementSync;
  readonly #events: SqliteEvents;
  readonly #snapshots: SqliteSnapshots;
  readonly #view: ReadView;
  readonly #committer: Committer;

  constructor(file: string) {
    this.#file = openSqlite(file);
    const { database, path } = this.#file;
    this.name = `sqlite:${file}`;
    this.#committer = new Committer(path);
    this.#events = new SqliteEvents(database);
    this.#view = new ReadView(database);
    this.#snapshots = new SqliteSnapshots(database, this.#view);
    this.#single = database.prepare(
      `SELECT body FROM streams CROSS JOIN entries WHERE organization = ? AND place = ${entryKey('?')}`,
    );
    this.#select = database.prepare(`SELECT body ${selectEntriesAfter('?2')}`);
    this.#sum = database.prepare(
      `SELECT organization AS organization_id, ${figureColumns.map((name) => `sum(${name}) AS ${name}`).join(', ')}
       FROM figures WHERE organization > ? AND at <= ? GROUP BY organization ORDER BY organization LIMIT ?`,
    );
  }

  async read<Entry extends JournalRecord = OrganizationRecord>(
    organization: string,
    from: number,
    limit = MAX_RECORDS,
  ): Promise<readonly Entry[]> {
    return this.#select
      .all(organization, from, limit)
      .map(({ body }) => readRecord(body as Uint8Array) as Entry);
  }

  open<Entry extends JournalRecord = OrganizationRecord>(
    organization: string,
    format: number,
    limit = MAX_RECORDS,
  ): Opening<Entry> {
    const { snapshot, bodies } = this.#snapshots.open(organization, format, limit);
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

  keep(snapshot: Snapshot): Promise<void> {
    return this.#view.around(() => this.#committer.keep({ ...snapshot, body: ownBuffer(snapshot.body) }));
  }

  append({ organization, version, records, figures, events = [] }: Append): Promise<Appended> {
    const written = {
      organization,
      version,
      records: records.map((record) => ownBuffer(storeRecord(record))),
      figures: figures.map(({ at, fresh, by }) => ({
        fresh,
        at: at.micros,
        counts: { ...noFigures, ...by },
      })),
      events: events.map((event) => ({ ...event, body: ownBuffer(event.body) })),
    };
    return this.#view.around(() => this.#committer.append(written));
  }

  async figures(
    at: DateTime | undefined,
    { after, limit }: FiguresPage = { after: '', limit: -1 },
  ): Promise<readonly OrganizationFigures[]> {
    const rows = this.#sum.all(after, at?.micros ?? MAX_MICROS, limit);
    return rows.map((row) => ({ ...row }) as unknown as OrganizationFigures);
  }

  async eventsAfter(organization: string, id: string): Promise<readonly KeptEvent[] | undefined> {
    return this.#events.after(organization, id);
  }

  async close(): Promise<void> {
    try {
      await this.#committer.close();
      this.#view.release();
    } finally {
      this.#file.close();
    }
  }
}

/**
 * Copies bytes out of a shared buffer, since a transfer to the thread would copy all of that
 * buffer.
 */
const ownBuffer = (bytes: Uint8Array): Uint8Array =>
  bytes.byteLength === bytes.buffer.byteLength ? bytes : Uint8Array.from(bytes);
