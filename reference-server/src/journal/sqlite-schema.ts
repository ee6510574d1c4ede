import type { DatabaseSync } from 'node:sqlite';
import { JournalError } from './journal-error.ts';

// "PSPC": tells our files from those of other programs.
const applicationId = 0x50535043;
const schemaVersion = 1;

const schema = `
  CREATE TABLE records (
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
  CREATE INDEX figures_of ON figures (organization, at);
  PRAGMA application_id = ${applicationId};
  PRAGMA user_version = ${schemaVersion};
`;

/** Makes the tables of an empty file; refuses a file of another program, or of a version of ours that it does not know. */
export function settleSchema(database: DatabaseSync, file: string): void {
  const pragma = (name: string): number => Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
  const tables = Number(database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n);
  if (tables === 0 && pragma('application_id') === 0) {
    database.exec(`BEGIN; ${schema} COMMIT;`);
    return;
  }
  if (pragma('application_id') !== applicationId) {
    throw new JournalError(
      'foreign',
      `${file} is a database of another program`,
      'Name another file with --db sqlite:FILE.',
    );
  }
  const found = pragma('user_version');
  if (found !== schemaVersion) {
    throw new JournalError(
      'newer',
      `${file} has the schema version ${found}, this server knows ${schemaVersion}`,
      'Start the version of parsec-spec that wrote it, or name another file with --db sqlite:FILE.',
    );
  }
}
