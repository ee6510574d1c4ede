import type { Snapshot } from '../journal.ts';
import type { StoredOpening } from '../stored-form.ts';
import type { Connections } from './connections.ts';

/**
 * Bytes of a snapshot per statement. They are transferred as text, and a long one would take many
 * times its length in memory.
 */
const PIECE_BYTES = 1_048_576;

// Reads a snapshot, or its beginning, and the records after it in one view: no record between the
// two is missed or repeated.
const opening = `
  WITH kept AS (SELECT version, body FROM parsec_spec.snapshots WHERE organization = $1 AND format = $2)
  SELECT version, substring(body FOR ${PIECE_BYTES}) AS body, octet_length(body) AS length, true AS whole FROM kept
  UNION ALL
  (SELECT version, body, 0, false FROM parsec_spec.records
  WHERE organization = $1 AND version > coalesce((SELECT version FROM kept), 0) ORDER BY version LIMIT $3)
  ORDER BY whole DESC, version`;

const continuing = `
  SELECT substring(body FROM $4 FOR ${PIECE_BYTES}) AS body FROM parsec_spec.snapshots
  WHERE organization = $1 AND version = $2 AND format = $3`;

// Of two nodes, the one that has read more records is right. Nodes of two versions each write their
// own format. A snapshot of more records than the stream has comes from another database.
const keeping = `
  INSERT INTO parsec_spec.snapshots AS known (organization, version, format, body)
  SELECT $1, $2::bigint, $3::integer, $4::bytea FROM parsec_spec.streams WHERE organization = $1 AND version >= $2::bigint
  ON CONFLICT (organization) DO UPDATE SET version = excluded.version, format = excluded.format, body = excluded.body
    WHERE known.format <> excluded.format OR known.version < excluded.version`;

/** The snapshots of a journal in PostgreSQL: one for each stream. */
export class PostgresSnapshots {
  readonly #database: Pick<Connections, 'attempt' | 'read'>;

  constructor(database: Pick<Connections, 'attempt' | 'read'>) {
    this.#database = database;
  }

  /** `limit`: of the records. */
  async open(organization: string, format: number, limit?: number): Promise<StoredOpening> {
    const rows = await this.#database.read({
      name: 'open',
      text: opening,
      values: [organization, format, limit ?? null],
      // The answer may be long.
      query_timeout: 15_000,
    });
    const bodies = rows.map(({ body }) => body as Buffer);
    const [first] = rows;
    const [beginning, ...rest] = bodies;
    if (first?.whole !== true || beginning === undefined) return { snapshot: undefined, bodies };
    const key = { organization, version: Number(first.version), format };
    const body = await this.#whole(key, beginning, Number(first.length));
    // Another node has replaced the snapshot meanwhile.
    if (body === 'replaced') return this.open(organization, format, limit);
    return { snapshot: { ...key, body }, bodies: rest };
  }

  async keep({ organization, version, format, body }: Snapshot, still?: () => boolean): Promise<void> {
    const statement = {
      name: 'keep',
      text: keeping,
      values: [organization, version, format, Buffer.from(body.buffer, body.byteOffset, body.length)],
      // The snapshot may be long, but a stop waits for this statement.
      query_timeout: 5_000,
    };
    await this.#database.attempt(statement, still);
  }

  /** Reads the rest of a snapshot whose beginning is known. */
  async #whole(
    { organization, version, format }: Omit<Snapshot, 'body'>,
    beginning: Buffer,
    length: number,
  ): Promise<Uint8Array | 'replaced'> {
    const body = new Uint8Array(length);
    body.set(beginning);
    for (let at = beginning.length; at < length; at += PIECE_BYTES) {
      const values = [organization, version, format, at + 1];
      const [row] = await this.#database.read({ name: 'continue', text: continuing, values });
      if (row === undefined) return 'replaced';
      body.set(row.body as Buffer, at);
    }
    return body;
  }
}
