import { randomUUID } from 'node:crypto';
import type { DateTime } from '@parsec-spec/spec/codec';
import type { OrganizationRecord } from '@parsec-spec/spec/records';
import type { OrganizationFigures } from '@parsec-spec/spec/state';
import type {
  Append,
  Appended,
  FiguresPage,
  Journal,
  JournalOptions,
  JournalRecord,
  KeptEvent,
  Opening,
  SharedJournal,
  Snapshot,
} from '../journal.ts';
import { figureColumns, MAX_MICROS, readRecord, storeRecord } from '../stored-form.ts';
import { Connections } from './connections.ts';
import { PostgresEvents } from './postgres-events.ts';
import { PostgresSnapshots } from './postgres-snapshots.ts';

const channel = 'parsec_spec';

// Everything in one statement, so in one transaction and one round trip. The row of the stream
// is its lock: a second writer finds another version there and leaves nothing. The events are
// counted under the same lock.
const APPEND = `
  WITH moved AS (
    INSERT INTO parsec_spec.streams AS known (organization, version, events)
    SELECT $1::text, $2::bigint + cardinality($3::bytea[]), cardinality($4::bytea[])
    WHERE $2::bigint = 0 OR EXISTS (SELECT FROM parsec_spec.streams WHERE organization = $1::text)
    ON CONFLICT (organization) DO UPDATE
      SET version = excluded.version, events = known.events + excluded.events
      WHERE known.version = $2::bigint
    RETURNING events
  ), recorded AS (
    INSERT INTO parsec_spec.records (organization, version, body)
    SELECT $1::text, $2::bigint + nth, body FROM moved, unnest($3::bytea[]) WITH ORDINALITY AS given (body, nth)
  ), stored AS (
    INSERT INTO parsec_spec.events (id, organization, number, recipients, body)
    SELECT id, $1::text, events - cardinality($4::bytea[]) + nth, recipients, body
    FROM moved, unnest($4::bytea[], $5::bytea[], $6::bytea[]) WITH ORDINALITY AS given (id, recipients, body, nth)
    ORDER BY nth RETURNING sequence
  ), forgotten AS (
    DELETE FROM parsec_spec.figures WHERE organization = $1::text AND $7::boolean AND EXISTS (SELECT FROM moved)
  ), counted AS (
    INSERT INTO parsec_spec.figures (organization, at, ${figureColumns.join(', ')})
    SELECT $1::text, given.* FROM moved, unnest(${['at', ...figureColumns].map((_, index) => `$${index + 9}::bigint[]`).join(', ')}) AS given
  )
  SELECT pg_notify('${channel}', $8::text), (SELECT max(sequence) FROM stored) AS last FROM moved`;

/** A journal in PostgreSQL, for any number of nodes: durable when `append` answers. */
export class PostgresJournal implements Journal {
  readonly name: string;
  readonly notices: readonly string[];
  readonly shared: SharedJournal;
  readonly #database: Connections;
  readonly #node: string;
  readonly #events: PostgresEvents;
  readonly #snapshots: PostgresSnapshots;
  /** Notes that an append to an organization may have happened without a notification. */
  readonly #doubt: (organization: string) => void;

  private constructor(
    database: Connections,
    node: string,
    {
      follow,
      parted,
      available,
      doubt,
    }: Required<Pick<SharedJournal, 'follow' | 'parted' | 'available'>> & {
      readonly doubt: (organization: string) => void;
    },
  ) {
    this.name = database.name;
    this.notices = database.notices;
    this.#database = database;
    this.#node = node;
    this.#events = new PostgresEvents(database);
    this.#snapshots = new PostgresSnapshots(database);
    this.#doubt = doubt;
    this.shared = {
      follow,
      parted,
      available,
      eventsSoFar: (organization) => this.#events.count(organization),
      eventsFrom: (organization, count, last) => this.#events.from(organization, count, last),
    };
  }

  /**
   * Opens a database that `parsec-spec migrate` made ready. Errors: JournalError `unusable`,
   * `older`, `newer`.
   */
  static async open(
    url: string,
    { connections = { min: 5, max: 7 }, wait }: JournalOptions = {},
  ): Promise<PostgresJournal> {
    const node = randomUUID().slice(0, 8);
    let wake: (organization: string | null) => void = () => undefined;
    const forgetting: (() => void)[] = [];
    const doubtful = new Set<string>();
    const notified = (payload: string | null): void => {
      if (payload === null) return wake(null);
      const organization = payload.slice(node.length);
      // This node knows its own appends, except those that finished after it had given up.
      if (!payload.startsWith(node) || doubtful.delete(organization)) wake(organization);
    };
    const onSplit = (): void => {
      for (const forget of forgetting) forget();
    };
    let onAvailability: Parameters<NonNullable<SharedJournal['available']>>[0] = () => undefined;
    const available: typeof onAvailability = (isAvailable, cause) => onAvailability(isAvailable, cause);
    const callbacks = { channel, notified, parted: onSplit, available };
    const database = await Connections.open(url, connections, { ...callbacks, wait });
    return new PostgresJournal(database, node, {
      follow: (follower) => {
        wake = follower;
      },
      parted: (forget) => void forgetting.push(forget),
      available: (listener) => {
        onAvailability = listener;
      },
      doubt: (organization) => {
        doubtful.add(organization);
        // The notification may have come, and been ignored, before the doubt arose.
        wake(organization);
      },
    });
  }

  async read<Entry extends JournalRecord = OrganizationRecord>(
    organization: string,
    from: number,
    limit?: number,
  ): Promise<readonly Entry[]> {
    const rows = await this.#database.read({
      name: 'read',
      text: 'SELECT body FROM parsec_spec.records WHERE organization = $1 AND version > $2 ORDER BY version LIMIT $3',
      values: [organization, from, limit ?? null],
    });
    return rows.map(({ body }) => readRecord(body as Uint8Array) as Entry);
  }

  async open<Entry extends JournalRecord = OrganizationRecord>(
    organization: string,
    format: number,
    limit?: number,
  ): Promise<Opening<Entry>> {
    const { snapshot, bodies } = await this.#snapshots.open(organization, format, limit);
    return { snapshot, records: bodies.map((body) => readRecord(body) as Entry) };
  }

  async pick<Entry extends JournalRecord = OrganizationRecord>(
    organization: string,
    versions: readonly number[],
  ): Promise<readonly Entry[]> {
    const rows = await this.#database.read({
      name: 'pick',
      text: 'SELECT version, body FROM parsec_spec.records WHERE organization = $1 AND version = ANY ($2::bigint[])',
      values: [organization, versions],
    });
    const bodies = new Map(rows.map((row) => [Number(row.version), row.body as Uint8Array]));
    return versions.map((version) => {
      const body = bodies.get(version);
      if (body === undefined) throw new RangeError(`${organization} has no record ${version}`);
      return readRecord(body) as Entry;
    });
  }

  keep(snapshot: Snapshot, still?: () => boolean): Promise<void> {
    return this.#snapshots.keep(snapshot, still);
  }

  async append(
    { organization, version, records, figures, events = [] }: Append,
    still?: () => boolean,
  ): Promise<Appended> {
    // A fresh change replaces all earlier ones, also those of this append.
    const fresh = figures.findLastIndex((change) => change.fresh);
    const counted = fresh < 0 ? figures : figures.slice(fresh);
    const statement = {
      name: 'append',
      text: APPEND,
      values: [
        organization,
        version,
        records.map((record) => Buffer.from(storeRecord(record))),
        events.map(({ id }) => Buffer.from(id, 'hex')),
        events.map(({ to }) => (to === null ? null : Buffer.from(to.join(''), 'hex'))),
        events.map(({ body }) => Buffer.from(body)),
        fresh >= 0,
        `${this.#node}${organization}`,
        counted.map(({ at }) => at.micros),
        ...figureColumns.map((name) => counted.map(({ by }) => by[name] ?? 0)),
      ],
    };
    const rows = await this.#database.query(statement, still).catch((error: unknown) => {
      this.#doubt(organization);
      throw error;
    });
    const row = rows?.[0];
    if (row === undefined) return 'conflict';
    if (row.last !== null) this.#events.deleteOld(Number(row.last));
    return 'appended';
  }

  async figures(at: DateTime | undefined, page?: FiguresPage): Promise<readonly OrganizationFigures[]> {
    const rows = await this.#database.read({
      text: `SELECT organization AS organization_id, ${figureColumns.map((name) => `sum(${name})::float8 AS ${name}`).join(', ')}
        FROM parsec_spec.figures WHERE at <= $1 AND organization > $2 GROUP BY organization ORDER BY organization LIMIT $3`,
      values: [at?.micros ?? MAX_MICROS, page?.after ?? '', page?.limit ?? null],
      // The statement reads all organizations.
      query_timeout: 15_000,
    });
    return rows as unknown as readonly OrganizationFigures[];
  }

  eventsAfter(organization: string, id: string): Promise<readonly KeptEvent[] | undefined> {
    return this.#events.after(organization, id);
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}
