import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, test } from 'vitest';
import type { Append } from '../../../src/storage/journal.ts';
import { SqliteJournal } from '../../../src/storage/sqlite/sqlite-journal.ts';
import { beginning, newUser } from '../../support/synthetic-history.ts';

const folder = mkdtempSync(join(tmpdir(), 'parsec-spec-committer-'));
afterAll(() => rmSync(folder, { recursive: true }));

const records = beginning(new Uint8Array(32).fill(7));
const entry = (organization: string): Append => ({ organization, version: 0, records, figures: [] });

/** A journal, and another connection that blocks all writes to its file. */
function withBarrier(name: string) {
  const file = join(folder, name);
  const journal = new SqliteJournal(file);
  const other = new DatabaseSync(file);
  other.exec('BEGIN IMMEDIATE');
  return { journal, open: () => other.exec('ROLLBACK'), end: () => other.close() };
}

test('reads during a commit see the state before it, and reads after its answer see the commit', async () => {
  const { journal, open, end } = withBarrier('reads.sqlite');
  const order: string[] = [];
  const appended = journal.append(entry('Org')).then((outcome) => order.push(outcome));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await journal.read('Org', 0)).toEqual([]);
  order.push('read');
  open();
  await appended;
  expect(order).toEqual(['read', 'appended']);
  expect(await journal.read('Org', 0)).toHaveLength(records.length);
  await journal.close();
  end();
});

test('a failed commit is reported with the error of SQLite, and later appends are committed', async () => {
  const { journal, open, end } = withBarrier('refusals.sqlite');
  const both = await Promise.allSettled([journal.append(entry('Org1')), journal.append(entry('Org2'))]);
  const locked = { status: 'rejected', reason: { code: 'ERR_SQLITE_ERROR', errcode: 5 } };
  expect(both).toMatchObject([locked, locked]);
  open();
  expect(await journal.append(entry('Org1'))).toBe('appended');
  expect(await journal.read('Org2', 0)).toEqual([]);
  await journal.close();
  end();
});

test('of concurrent appends to one stream the first succeeds, and close waits for all of them', async () => {
  const file = join(folder, 'closing.sqlite');
  const journal = new SqliteJournal(file);
  const outcomes = Promise.all(['Org1', 'Org1', 'Org2'].map((name) => journal.append(entry(name))));
  const body = new Uint8Array([1, 2, 3]);
  // A view on a larger buffer: only the viewed bytes are kept.
  const kept = journal.keep({ organization: 'Org1', version: 2, format: 9, body: body.subarray(1) });
  await journal.close();
  expect(await outcomes).toEqual(['appended', 'conflict', 'appended']);
  await kept;
  const again = new SqliteJournal(file);
  expect(again.open('Org1', 9).snapshot?.body).toEqual(body.subarray(1));
  expect(await again.append({ ...entry('Org1'), version: records.length, records: [userCreated()] })).toBe(
    'appended',
  );
  await again.close();
});

test('after close nothing is accepted, and the next owner has the file alone', async () => {
  const file = join(folder, 'closed.sqlite');
  const journal = new SqliteJournal(file);
  await journal.append(entry('Org1'));
  const closing = journal.close();
  const late = [
    journal.append(entry('Org2')),
    journal.keep({ organization: 'Org1', version: 1, format: 9, body: new Uint8Array() }),
  ];
  const refused = { status: 'rejected', reason: { code: 'away' } };
  expect(await Promise.allSettled(late)).toMatchObject([refused, refused]);
  await closing;
  const again = new SqliteJournal(file);
  expect(await again.read('Org2', 0)).toEqual([]);
  await again.close();
  await expect(journal.append(entry('Org2'))).rejects.toMatchObject({ code: 'away' });
});

const userCreated = () => {
  const user = newUser(1);
  return { record: 'user_created', at: user.timestamp, ...user } as const;
};
