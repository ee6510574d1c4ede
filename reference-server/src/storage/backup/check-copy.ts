import { createHash, type Hash } from 'node:crypto';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { JournalError } from '../journal-error.ts';
import { DIGEST_TABLE } from '../sqlite/open-sqlite.ts';
import { explainSqlite } from '../sqlite/sqlite-errors.ts';
import { entriesIn, schemaOf } from '../sqlite/sqlite-schema.ts';
import { readRecord } from '../stored-form.ts';

/** The content of a store. */
export interface StoreFacts {
  readonly organizations: number;
  readonly records: number;
}

/**
 * Checks that a copy is an intact store of this program: SQLite finds no damage, application and
 * schema are known, every stream is without a gap, every record can be read and belongs to a
 * stream, and the content matches the digest in the copy. Messages name the file `named`, since the
 * copy may not have its final name yet. Throws a JournalError: `foreign`, `newer`, `unusable`.
 */
export function checkCopy(copy: string, named: string): StoreFacts {
  try {
    return checkStore(copy);
  } catch (error) {
    const { message } = error as Error;
    (error as Error).message = message.replaceAll(copy, named);
    throw error;
  }
}

function checkStore(file: string): StoreFacts {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly: true });
    const schema = schemaOf(database, file);
    if (schema === 0) throw damaged(file, 'it is empty');
    const [found] = database.prepare('PRAGMA integrity_check(1)').all();
    const result = String(found?.integrity_check);
    if (result !== 'ok') throw damaged(file, result);
    const facts = readEverything(database, file);
    const { n } = database.prepare(entriesIn(schema)).get() as { readonly n: number };
    if (n !== facts.records) throw damaged(file, `${n - facts.records} records are of no organization`);
    // The digest is checked last, since the other checks report more exactly what is wrong.
    if (matchesDigest(database) === false)
      throw damaged(file, 'it holds something else than what was copied');
    return facts;
  } catch (error) {
    throw explainSqlite(error, file);
  } finally {
    if (database?.isOpen) database.close();
  }
}

function readEverything(database: DatabaseSync, file: string): StoreFacts {
  let [organizations, records, before, expected] = [0, 0, '', 1];
  const all = database.prepare(
    'SELECT organization, version, body FROM records ORDER BY organization, version',
  );
  for (const row of all.iterate()) {
    const [stream, version] = [String(row.organization), Number(row.version)];
    if (records === 0 || stream !== before) {
      // The server itself has a stream too, under no name.
      if (stream !== '') organizations += 1;
      [before, expected] = [stream, 1];
    }
    if (version !== expected) throw damaged(file, `record ${expected} of ${stream} is missing`);
    try {
      readRecord(row.body as Uint8Array);
    } catch (error) {
      const what = `record ${version} of ${stream}`;
      if (!(error instanceof JournalError)) throw damaged(file, `${what} cannot be read`);
      throw new JournalError(error.code, `${file}, ${what}: ${error.message}`, error.hint);
    }
    expected += 1;
    records += 1;
  }
  return { organizations, records };
}

const damaged = (file: string, what: string): JournalError =>
  new JournalError('unusable', `${file} is damaged: ${what}`, 'Take another copy.');

/**
 * Writes the digest (SHA-256) of all content into a copy. SQLite's own check only finds damage to
 * its structure.
 */
export function addDigest(file: string): void {
  const database = new DatabaseSync(file);
  try {
    database.exec(
      `BEGIN; DROP TABLE IF EXISTS ${DIGEST_TABLE}; CREATE TABLE ${DIGEST_TABLE} (digest BLOB NOT NULL)`,
    );
    database.prepare(`INSERT INTO ${DIGEST_TABLE} VALUES (?)`).run(digestOf(database));
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}

/** Removes the digest from a copy that becomes a store, since its content will change. */
export function removeDigest(file: string): void {
  const database = new DatabaseSync(file);
  try {
    database.exec(`DROP TABLE IF EXISTS ${DIGEST_TABLE}`);
  } finally {
    database.close();
  }
}

/**
 * Whether the content matches the digest in the file. Undefined without a digest: the file is no
 * copy, or a copy of an older version.
 */
function matchesDigest(database: DatabaseSync): boolean | undefined {
  const isSealed =
    database.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(DIGEST_TABLE) !== undefined;
  if (!isSealed) return undefined;
  const { digest } = database.prepare(`SELECT digest FROM ${DIGEST_TABLE}`).get() ?? {};
  return digest instanceof Uint8Array && digestOf(database).equals(digest);
}

// Reads tables and rows in storage order, which a copy of a copy has too.
function digestOf(database: DatabaseSync): Buffer {
  const hash = createHash('sha256');
  const tables = database
    .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name <> ? ORDER BY name")
    .all(DIGEST_TABLE);
  hash.update(String(database.prepare('PRAGMA user_version').get()?.user_version));
  for (const { name, sql } of tables) {
    hash.update(`\n${name} ${sql}\n`);
    const rows = database.prepare(`SELECT * FROM "${name}"`);
    rows.setReadBigInts(true);
    rows.setReturnArrays(true);
    for (const row of rows.iterate()) add(hash, row as unknown as readonly SQLOutputValue[]);
  }
  return hash.digest();
}

/** Hashes a row in an unambiguous encoding. */
function add(hash: Hash, row: readonly SQLOutputValue[]): void {
  let text = '';
  for (const value of row) {
    if (!(value instanceof Uint8Array)) {
      text += value === null ? 'n' : `${typeof value} ${String(value).length} ${value}`;
      continue;
    }
    hash.update(`${text}bytes ${value.length} `).update(value);
    text = '';
  }
  hash.update(`${text};`);
}
