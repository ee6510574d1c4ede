import type { DatabaseSync } from 'node:sqlite';
import { JournalError } from '../journal-error.ts';
import { entryKey, MAX_VERSION } from './connect.ts';

/** SQL for at most ?3 entries of the organization ?1, in order: those after a version. */
export const selectEntriesAfter = (version: string): string =>
  `FROM streams CROSS JOIN entries WHERE organization = ?1 AND place > ${entryKey(version)}
   AND place <= ${entryKey(`min(${version} + ?3, ${MAX_VERSION})`)} ORDER BY place`;

// "PSPC" marks files of this program.
const applicationId = 0x50535043;

// Each migration leads from one schema version to the next. A new file takes all of them.
const migrations = [
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

  // AUTOINCREMENT never gives a number twice, although old events are deleted.
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

  // A table WITHOUT ROWID has whole rows in its inner pages. To open one of a million organizations,
  // three pages were read instead of one.
  `ALTER TABLE records RENAME TO former;
  CREATE TABLE streams (
    id INTEGER PRIMARY KEY,
    organization TEXT NOT NULL UNIQUE
  );
  CREATE TABLE entries (
    place INTEGER PRIMARY KEY,
    body BLOB NOT NULL
  );
  INSERT INTO streams (organization) SELECT DISTINCT organization FROM former ORDER BY organization;
  INSERT INTO entries SELECT ${entryKey('version')}, body FROM streams CROSS JOIN former USING (organization) ORDER BY id, version;
  DROP TABLE former;
  CREATE VIEW records AS SELECT organization, place & ${MAX_VERSION} AS version, body
    FROM streams CROSS JOIN entries WHERE place BETWEEN ${entryKey('0')} AND ${entryKey(MAX_VERSION)};`,
];

/** The version of the schema that this server works with. */
const sqliteSchema = migrations.length;

/**
 * SQL that counts the appended records of a file of some schema version, also those that belong to
 * no stream.
 */
export const entriesIn = (schema: number): string =>
  `SELECT count(*) AS n FROM ${schema < 4 ? 'records' : 'entries'}`;

const pragma = (database: DatabaseSync, name: string): number =>
  Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);

/**
 * The schema version of a file; 0 = it is empty. Refuses a file of another program or of a newer
 * version.
 */
export function schemaOf(database: DatabaseSync, file: string): number {
  const tables = Number(database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n);
  const program = pragma(database, 'application_id');
  if (tables === 0 && program === 0) return 0;
  if (program !== applicationId) {
    throw new JournalError(
      'foreign',
      `${file} is a database of another program`,
      'Name another file with --db sqlite:FILE.',
    );
  }
  const version = pragma(database, 'user_version');
  if (version <= sqliteSchema) return version;
  throw new JournalError(
    'newer',
    `${file} has the schema version ${version}, this server knows ${sqliteSchema}`,
    'Start the version of parsec-spec that wrote it, or name another file with --db sqlite:FILE.',
  );
}

/** Creates the tables of an empty file, or migrates those of an older version. */
export function prepareSchema(database: DatabaseSync, file: string): void {
  const version = schemaOf(database, file);
  if (version === sqliteSchema) return;
  const missing = migrations.slice(version).join('\n');
  database.exec(
    `BEGIN; ${missing} PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${sqliteSchema}; COMMIT;`,
  );
}
