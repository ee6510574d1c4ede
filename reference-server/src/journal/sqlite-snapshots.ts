import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Snapshot } from './journal.ts';

/** The snapshots of a journal in SQLite: one for each stream. */
export class SqliteSnapshots {
  readonly #select: StatementSync;
  readonly #replace: StatementSync;

  constructor(database: DatabaseSync) {
    this.#select = database.prepare(
      'SELECT version, body FROM snapshots WHERE organization = ? AND format = ?',
    );
    this.#replace = database.prepare(
      'INSERT OR REPLACE INTO snapshots (organization, version, format, body) VALUES (?, ?, ?, ?)',
    );
  }

  of(organization: string, format: number): Snapshot | undefined {
    const row = this.#select.get(organization, format);
    if (row === undefined) return undefined;
    return { organization, version: Number(row.version), format, body: row.body as Uint8Array };
  }

  keep({ organization, version, format, body }: Snapshot): void {
    this.#replace.run(organization, version, format, body);
  }
}
