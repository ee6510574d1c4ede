import { readEvent } from '../event-row.ts';
import { type EventsFrom, KEPT_EVENTS, type KeptEvent } from '../journal.ts';
import type { Connections } from './connections.ts';

// Older events count as gone, though they are deleted a little later.
const isRecent = `sequence > (SELECT coalesce(max(sequence), 0) FROM parsec_spec.events) - ${KEPT_EVENTS}`;
/** Old events are deleted once per this many new ones. */
const DELETE_INTERVAL = 64;

/**
 * The last events of a journal in PostgreSQL, as nodes read them. `sequence` numbers the events of all
 * organizations, `number` those of one, and `version` the records of one.
 */
export class PostgresEvents {
  readonly #database: Connections;
  #deletedUpTo = 0;

  constructor(database: Connections) {
    this.#database = database;
  }

  /** Deletes old events from time to time, in the background. */
  deleteOld(last: number): void {
    if (last < this.#deletedUpTo + DELETE_INTERVAL) return;
    this.#deletedUpTo = last;
    this.#database
      .attempt({
        text: 'DELETE FROM parsec_spec.events WHERE sequence <= $1',
        values: [last - KEPT_EVENTS],
      })
      .catch(() => undefined);
  }

  /** The later events of the organization; undefined if the event with the id was deleted. */
  async after(organization: string, id: string): Promise<readonly KeptEvent[] | undefined> {
    const rows = await this.#database.read({
      text: `SELECT id, recipients, body, organization = $1 AND id <> $2 AS later FROM parsec_spec.events
        WHERE sequence >= (SELECT sequence FROM parsec_spec.events WHERE id = $2 AND ${isRecent})
          AND (organization = $1 OR id = $2) ORDER BY sequence`,
      values: [organization, Buffer.from(id, 'hex')],
    });
    return rows.length === 0 ? undefined : rows.filter(({ later }) => later === true).map(readEvent);
  }

  /** How many events an organization has had. */
  async count(organization: string): Promise<number> {
    const [row] = await this.#database.read({
      text: 'SELECT events FROM parsec_spec.streams WHERE organization = $1',
      values: [organization],
    });
    return Number(row?.events ?? 0);
  }

  /**
   * The events of an organization after a count. `last` is the id of the event with that count, if
   * known.
   */
  async from(organization: string, count: number, last?: string): Promise<EventsFrom> {
    const rows = await this.#database.read({
      text: `SELECT streams.events AS count, version, number, id, recipients, body
        FROM parsec_spec.streams LEFT JOIN parsec_spec.events ON events.organization = streams.organization AND number >= $2
        WHERE streams.organization = $1 ORDER BY number`,
      values: [organization, count],
    });
    const reached = Number(rows[0]?.count ?? 0);
    const eventRows = rows.filter(({ number }) => number !== null);
    const later = eventRows.filter(({ number }) => Number(number) > count);
    // A database that was restored and written again may have as many other events.
    const reference = eventRows.find(({ number }) => Number(number) === count);
    const isOther = last !== undefined && reference !== undefined && idOf(reference) !== last;
    const events = isOther || later.length !== reached - count ? undefined : later.map(readEvent);
    const newest = eventRows.at(-1);
    return {
      events,
      count: reached,
      ...(newest === undefined ? {} : { last: idOf(newest) }),
      version: Number(rows[0]?.version ?? 0),
    };
  }
}

const idOf = ({ id }: Readonly<Record<string, unknown>>): string => (id as Buffer).toString('hex');
