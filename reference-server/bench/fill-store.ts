import { DatabaseSync } from 'node:sqlite';
import { Uuid } from '@parsec-spec/spec/codec';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import { entryKey } from '../src/storage/sqlite/connect.ts';
import { SqliteJournal } from '../src/storage/sqlite/sqlite-journal.ts';
import { storeRecord } from '../src/storage/stored-form.ts';
import { bearer } from '../test/support/members.ts';
import { beginning } from '../test/support/synthetic-history.ts';

/**
 * Fills a new SQLite store with bootstrapped organizations by direct inserts, about 50,000 per
 * second.
 */
export async function fillStore(file: string, count: number): Promise<void> {
  await new SqliteJournal(file).close();
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536');
  const stream = database.prepare('INSERT INTO streams (organization) VALUES (?)');
  const record = database.prepare(
    `INSERT INTO entries SELECT ${entryKey('?2')}, ?3 FROM streams WHERE organization = ?1`,
  );
  const figures = database.prepare(`INSERT INTO figures SELECT ?, ?, 0, 0, 0, ?, 0, 0, 0, 0, 0`);
  const bodies = Array.from({ length: Math.min(DISTINCT_KEYS, count) }, (_, number) =>
    beginning(syncCrypto.verifyKeyOf(seedOf(number))).map(storeRecord),
  );
  const at = 1_700_000_000_000_000n;
  database.exec('BEGIN');
  for (let number = 0; number < count; number++) {
    const name = nameOf(number);
    stream.run(name);
    for (const [index, body] of (bodies[number % DISTINCT_KEYS] ?? []).entries())
      record.run(name, index + 1, body);
    for (const admins of [0, 1]) figures.run(name, at, admins);
    if (number % 50_000 === 49_999) database.exec('COMMIT; BEGIN');
  }
  database.exec('COMMIT; PRAGMA journal_mode = WAL');
  database.close();
}

/**
 * Number of distinct keys. The same for few and many organizations, so that key caches behave
 * alike.
 */
const DISTINCT_KEYS = 1_000;

/** Name of an organization. */
export const nameOf = (number: number): string => `Org${number.toString().padStart(8, '0')}`;

const seedOf = (number: number): Uint8Array => {
  const seed = new Uint8Array(32);
  new DataView(seed.buffer).setUint32(0, (number % DISTINCT_KEYS) + 1);
  return seed;
};

/** The `Authorization` header of the first device of an organization. */
export const headerOf = (number: number): string =>
  bearer({ deviceId: Uuid.of(new Uint8Array(16)), seed: seedOf(number) });
