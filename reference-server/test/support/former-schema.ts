import { DatabaseSync } from 'node:sqlite';

/**
 * Converts a store to the first version of the schema: with all records, without events and
 * snapshots.
 */
export function toFirstSchema(file: string): void {
  const database = new DatabaseSync(file);
  database.exec(`BEGIN; DROP TABLE IF EXISTS copy_seal;
    CREATE TABLE former (
      organization TEXT NOT NULL,
      version INTEGER NOT NULL,
      body BLOB NOT NULL,
      PRIMARY KEY (organization, version)
    ) WITHOUT ROWID;
    INSERT INTO former SELECT organization, version, body FROM records;
    DROP VIEW records;
    DROP TABLE entries;
    DROP TABLE streams;
    DROP TABLE events;
    DROP TABLE snapshots;
    ALTER TABLE former RENAME TO records;
    PRAGMA user_version = 1;
    COMMIT`);
  database.close();
}
