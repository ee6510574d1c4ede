import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Snapshot } from './journal.ts';

/** A snapshot and the records after it, as they lie in the file. */
interface Found {
  readonly snapshot: Snapshot | undefined;
  readonly bodies: readonly Uint8Array[];
}

/** The snapshots of a journal in SQLite: one for each stream. */
export class SqliteSnapshots {
  readonly #open: StatementSync;
  readonly #replace: StatementSync;

  constructor(database: DatabaseSync) {
    // One statement: most organizations that are opened have two records and no snapshot.
    this.#open = database.prepare(`
      SELECT version, body, 1 AS whole FROM snapshots WHERE organization = ?1 AND format = ?2
      UNION ALL
      SELECT version, body, 0 FROM records WHERE organization = ?1
        AND version > coalesce((SELECT version FROM snapshots WHERE organization = ?1 AND format = ?2), 0)
      ORDER BY whole DESC, version`);
    this.#replace = database.prepare(
      'INSERT OR REPLACE INTO snapshots (organization, version, format, body) VALUES (?, ?, ?, ?)',
    );
  }

  open(organization: string, format: number): Found {
    const rows = this.#open.all(organization, format);
    const bodies = rows.map(({ body }) => body as Uint8Array);
    const [first] = rows;
    const [body] = bodies;
    if (first === undefined || body === undefined || first.whole === 0)
      return { snapshot: undefined, bodies };
    const version = Number(first.version);
    return { snapshot: { organization, version, format, body }, bodies: bodies.slice(1) };
  }

  keep({ organization, version, format, body }: Snapshot): void {
    this.#replace.run(organization, version, format, body);
  }
}
