import type { ClientBase } from 'pg';
import { JournalError } from '../journal-error.ts';

const counters = [
  'realms',
  'data_size',
  'metadata_size',
  'admin_active',
  'admin_revoked',
  'standard_active',
  'standard_revoked',
  'outsider_active',
  'outsider_revoked',
];

// Each migration leads from one schema version to the next. Texts sort by code point, as everywhere
// else.
const migrations = [
  `CREATE TABLE parsec_spec.streams (
    organization text COLLATE "C" PRIMARY KEY,
    version bigint NOT NULL,
    events bigint NOT NULL
  );
  CREATE TABLE parsec_spec.records (
    organization text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (organization, version)
  );
  CREATE TABLE parsec_spec.figures (
    organization text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    ${counters.map((name) => `${name} bigint NOT NULL`).join(',\n    ')}
  );
  CREATE INDEX figures_of ON parsec_spec.figures (organization, at);
  CREATE TABLE parsec_spec.events (
    sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id bytea NOT NULL UNIQUE,
    organization text COLLATE "C" NOT NULL,
    number bigint NOT NULL,
    recipients bytea,
    body bytea NOT NULL,
    UNIQUE (organization, number)
  );`,

  `CREATE TABLE parsec_spec.snapshots (
    organization text COLLATE "C" PRIMARY KEY,
    version bigint NOT NULL,
    format integer NOT NULL,
    body bytea NOT NULL
  );`,
];

/** The version of the schema that this server works with. */
export const postgresSchema = migrations.length;

/** The version of the schema in a database; 0 = none. */
async function versionIn(client: ClientBase): Promise<number> {
  const { rows } = await client.query("SELECT to_regclass('parsec_spec.schema') IS NOT NULL AS there");
  if (rows[0]?.there !== true) return 0;
  const result = await client.query('SELECT version FROM parsec_spec.schema');
  return Number(result.rows[0]?.version ?? 0);
}

function refuseNewer(found: number): void {
  if (found <= postgresSchema) return;
  throw new JournalError(
    'newer',
    `the database has the schema version ${found}, this server knows ${postgresSchema}`,
    'Start the version of parsec-spec that migrated it, or name another database with --db.',
  );
}

/**
 * Refuses a database that this server cannot work with: JournalError `newer`, or `older` with the
 * command that helps.
 */
export async function checkSchema(client: ClientBase): Promise<void> {
  const version = await versionIn(client);
  refuseNewer(version);
  if (version === postgresSchema) return;
  throw new JournalError(
    'older',
    version === 0
      ? 'the database has no tables of this server yet'
      : `the database has the schema version ${version}, this server needs ${postgresSchema}`,
    'Run: parsec-spec migrate --db URL, with the same URL, then start again.',
  );
}

/**
 * Migrates a database from any older version to the current one, in one transaction. Concurrent
 * migrations run one after the other. Errors: JournalError `newer`, `unusable`.
 */
export async function migrateSchema(
  client: ClientBase,
): Promise<{ readonly from: number; readonly to: number }> {
  const { rows } = await client.query('SHOW server_encoding');
  if (rows[0]?.server_encoding !== 'UTF8') {
    throw new JournalError(
      'unusable',
      `the database has the encoding ${String(rows[0]?.server_encoding)}, expected UTF8`,
      'Create one with ENCODING UTF8.',
    );
  }
  await client.query('BEGIN');
  try {
    await client.query("SELECT pg_advisory_xact_lock(hashtext('parsec_spec.schema'))");
    const from = await versionIn(client);
    refuseNewer(from);
    if (from === 0) {
      await client.query(
        'CREATE SCHEMA IF NOT EXISTS parsec_spec; CREATE TABLE parsec_spec.schema (version integer NOT NULL); INSERT INTO parsec_spec.schema VALUES (0);',
      );
    }
    for (const migration of migrations.slice(from)) await client.query(migration);
    await client.query('UPDATE parsec_spec.schema SET version = $1', [postgresSchema]);
    await client.query('COMMIT');
    return { from, to: postgresSchema };
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
