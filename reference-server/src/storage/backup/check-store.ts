import { DatabaseSync } from 'node:sqlite';
import { JournalError } from '../journal-error.ts';
import { entriesIn, schemaOf } from '../sqlite/schema.ts';
import { explainSqlite } from '../sqlite/sqlite-errors.ts';
import { readRecord } from '../stored-record.ts';
import { holdsItsSeal } from './copy-seal.ts';

/** What a store holds. */
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
  } catch (fault) {
    const { message } = fault as Error;
    (fault as Error).message = message.replaceAll(copy, named);
    throw fault;
  }
}

function checkStore(file: string): StoreFacts {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly: true });
    const schema = schemaOf(database, file);
    if (schema === 0) throw damaged(file, 'it is empty');
    const [found] = database.prepare('PRAGMA integrity_check(1)').all();
    const told = String(found?.integrity_check);
    if (told !== 'ok') throw damaged(file, told);
    const facts = readEverything(database, file);
    const { n } = database.prepare(entriesIn(schema)).get() as { readonly n: number };
    if (n !== facts.records) throw damaged(file, `${n - facts.records} records are of no organization`);
    // The digest is checked last, since the other checks report more exactly what is wrong.
    if (holdsItsSeal(database) === false) throw damaged(file, 'it holds something else than what was copied');
    return facts;
  } catch (fault) {
    throw explainSqlite(fault, file);
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
    } catch (fault) {
      const what = `record ${version} of ${stream}`;
      if (!(fault instanceof JournalError)) throw damaged(file, `${what} cannot be read`);
      throw new JournalError(fault.code, `${file}, ${what}: ${fault.message}`, fault.hint);
    }
    expected += 1;
    records += 1;
  }
  return { organizations, records };
}

const damaged = (file: string, what: string): JournalError =>
  new JournalError('unusable', `${file} is damaged: ${what}`, 'Take another copy.');
