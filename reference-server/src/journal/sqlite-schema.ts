import type { DatabaseSync } from 'node:sqlite';
import { JournalError } from './journal-error.ts';

// "PSPC": tells our files from those of other programs.
const applicationId = 0x50535043;

// Each step leads from one version of the schema to the next; a new file takes them all.
const steps = [
  `CREATE TABLE records (
    organization TEXT NOT NULL,
    version INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (organization, version)
  ) WITHOUT ROWID;
  CREATE TABLE figures (
    organization TEXT NOT NULL,
    at INTEGER NOT NULL,
    realms INTEGER NOT NULL,
    data_size INTEGER NOT NULL,
    metadata_size INTEGER NOT NULL,
    admin_active INTEGER NOT NULL,
    admin_revoked INTEGER NOT NULL,
    standard_active INTEGER NOT NULL,
    standard_revoked INTEGER NOT NULL,
    outsider_active INTEGER NOT NULL,
    outsider_revoked INTEGER NOT NULL
  );
  CREATE INDEX figures_of ON figures (organization, at);`,

  // A sequence never gives a number twice, though old events go.
  `CREATE TABLE events (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    organization TEXT NOT NULL,
    recipients BLOB,
    body BLOB NOT NULL
  );
  CREATE INDEX events_of ON events (organization, sequence);`,

  `CREATE TABLE snapshots (
    organization TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    format INTEGER NOT NULL,
    body BLOB NOT NULL
  );`,
];

/** Makes the tables of an empty file, or those that an older version of ours had not; refuses a file of another program or of a newer version. */
export function settleSchema(database: DatabaseSync, file: string): void {
  const pragma = (name: string): number => Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
  const tables = Number(database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n);
  const isNew = tables === 0 && pragma('application_id') === 0;
  if (!isNew && pragma('application_id') !== applicationId) {
    throw new JournalError(
      'foreign',
      `${file} is a database of another program`,
      'Name another file with --db sqlite:FILE.',
    );
  }
  const found = isNew ? 0 : pragma('user_version');
  if (found > steps.length) {
    throw new JournalError(
      'newer',
      `${file} has the schema version ${found}, this server knows ${steps.length}`,
      'Start the version of parsec-spec that wrote it, or name another file with --db sqlite:FILE.',
    );
  }
  if (found === steps.length) return;
  const missing = steps.slice(found).join('\n');
  database.exec(
    `BEGIN; ${missing} PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${steps.length}; COMMIT;`,
  );
}
