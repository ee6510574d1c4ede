import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { StoredOpening } from '../stored-form.ts';
import { MAX_VERSION } from './connect.ts';
import type { ReadView } from './read-view.ts';
import { selectEntriesAfter } from './sqlite-schema.ts';

/** The version of a record or a snapshot, its bytes. */
type Row = readonly [version: number, body: Uint8Array];

/** The snapshots of a journal in SQLite: one for each stream. */
export class SqliteSnapshots {
  readonly #view: ReadView;
  readonly #later: StatementSync;
  readonly #snapshot: StatementSync;

  constructor(database: DatabaseSync, view: ReadView) {
    this.#view = view;
    // Versions have no gaps. With a bound LIMIT, SQLite would prepare the statement again for each
    // call, at twice the cost.
    const latestVersion =
      'coalesce((SELECT version FROM snapshots WHERE organization = ?1 AND format = ?2), 0)';
    this.#later = database.prepare(
      `SELECT place & ${MAX_VERSION}, body ${selectEntriesAfter(latestVersion)}`,
    );
    this.#snapshot = database.prepare(
      'SELECT version, body FROM snapshots WHERE organization = ? AND format = ?',
    );
    for (const statement of [this.#later, this.#snapshot]) statement.setReturnArrays(true);
  }

  /** `most`: how many records at most. */
  open(organization: string, format: number, limit: number): StoredOpening {
    this.#view.hold();
    const rows = this.#rows(organization, format, limit);
    // The usual case: a few records from the first one on, and no snapshot.
    if (rows[0]?.[0] === 1) return { snapshot: undefined, bodies: rows.map(([, body]) => body) };
    // Another write may replace the snapshot between the two statements.
    return this.#view.within(() => {
      const row = this.#snapshot.get(organization, format) as Row | undefined;
      const bodies = this.#rows(organization, format, limit).map(([, body]) => body);
      if (row === undefined) return { snapshot: undefined, bodies };
      const [version, body] = row;
      return { snapshot: { organization, version, format, body }, bodies };
    });
  }

  #rows(organization: string, format: number, limit: number): readonly Row[] {
    return this.#later.all(organization, format, limit) as unknown as readonly Row[];
  }
}
