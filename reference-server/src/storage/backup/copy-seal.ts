import { type Hash, createHash } from 'node:crypto';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { copySeal } from '../sqlite/copy-seal.ts';

/**
 * Writes the digest (SHA-256) of all content into a copy. SQLite's own check only finds damage to
 * its structure.
 */
export function sealCopy(file: string): void {
  const database = new DatabaseSync(file);
  try {
    database.exec(`BEGIN; DROP TABLE IF EXISTS ${copySeal}; CREATE TABLE ${copySeal} (digest BLOB NOT NULL)`);
    database.prepare(`INSERT INTO ${copySeal} VALUES (?)`).run(digestOf(database));
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}

/** Removes the digest from a copy that becomes a store, since its content will change. */
export function unsealCopy(file: string): void {
  const database = new DatabaseSync(file);
  try {
    database.exec(`DROP TABLE IF EXISTS ${copySeal}`);
  } finally {
    database.close();
  }
}

/**
 * Whether the content matches the digest in the file. Undefined without a digest: the file is no
 * copy, or a copy of an older version.
 */
export function holdsItsSeal(database: DatabaseSync): boolean | undefined {
  const isSealed = database.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(copySeal) !== undefined;
  if (!isSealed) return undefined;
  const { digest } = database.prepare(`SELECT digest FROM ${copySeal}`).get() ?? {};
  return digest instanceof Uint8Array && digestOf(database).equals(digest);
}

// Reads tables and rows in storage order, which a copy of a copy has too.
function digestOf(database: DatabaseSync): Buffer {
  const hash = createHash('sha256');
  const tables = database
    .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name <> ? ORDER BY name")
    .all(copySeal);
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
