import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Snapshot } from '../journal.ts';

/** A snapshot and the records after it, as they lie in the file. */
interface Found {
  readonly snapshot: Snapshot | undefined;
  readonly bodies: readonly Uint8Array[];
}

/** 0 for a snapshot and 1 for a record, its version, its bytes. */
type Row = [kind: number, version: number, body: Uint8Array];

/** The snapshots of a journal in SQLite: one for each stream. */
export class Snapshots {
  readonly #open: StatementSync;

  constructor(database: DatabaseSync) {
    // One statement: most organizations that are opened have two records and no snapshot. SQLite would sort by a table of its own.
    this.#open = database.prepare(`
      SELECT 0, version, body FROM snapshots WHERE organization = ?1 AND format = ?2
      UNION ALL
      SELECT * FROM (SELECT 1, version, body FROM records WHERE organization = ?1
        AND version > coalesce((SELECT version FROM snapshots WHERE organization = ?1 AND format = ?2), 0)
        ORDER BY version LIMIT ?3)`);
    this.#open.setReturnArrays(true);
  }

  open(organization: string, format: number, most: number): Found {
    const rows = this.#open.all(organization, format, most) as unknown as Row[];
    rows.sort((left, right) => left[0] - right[0] || left[1] - right[1]);
    const bodies = rows.map(([, , body]) => body);
    const [first] = rows;
    if (first === undefined || first[0] === 1) return { snapshot: undefined, bodies };
    const [, version, body] = first;
    return { snapshot: { organization, version, format, body }, bodies: bodies.slice(1) };
  }
}
