import { createHash, type Hash } from 'node:crypto';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { copySeal } from '../journal/sqlite/copy-seal.ts';

/** Writes into a copy the digest (SHA-256) of everything that it holds: SQLite notices damage to its own structure alone. */
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

/** Takes the seal out of a copy that becomes a store, which changes. */
export function unsealCopy(file: string): void {
  const database = new DatabaseSync(file);
  try {
    database.exec(`DROP TABLE IF EXISTS ${copySeal}`);
  } finally {
    database.close();
  }
}

/** Does a file hold what its seal says? Undefined: it has none, as a store that was no copy, or a copy of an older version. */
export function holdsItsSeal(database: DatabaseSync): boolean | undefined {
  const isSealed = database.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(copySeal) !== undefined;
  if (!isSealed) return undefined;
  const { digest } = database.prepare(`SELECT digest FROM ${copySeal}`).get() ?? {};
  return digest instanceof Uint8Array && digestOf(database).equals(digest);
}

// Tables and their rows in the order in which they lie: a copy of a copy has the same.
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

/** Adds a row in a form that no other row has. */
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
