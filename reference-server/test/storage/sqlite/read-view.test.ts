import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Append } from '../../../src/storage/journal.ts';
import { SqliteJournal } from '../../../src/storage/sqlite/sqlite-journal.ts';
import { beginning } from '../../support/synthetic-history.ts';

const folder = mkdtempSync(join(tmpdir(), 'parsec-spec-held-view-'));
afterAll(() => rmSync(folder, { recursive: true }));

const bootstrapped = beginning(new Uint8Array(32).fill(7));
const entry = (organization: string): Append => ({
  organization,
  version: 0,
  records: bootstrapped,
  figures: [],
});

const heldBy = ({ name }: SqliteJournal) => new SqliteJournal(name.slice('sqlite:'.length));

test('an answered append is visible to the next read, and to the next journal on the file', async () => {
  const journal = new SqliteJournal(join(folder, 'fresh.sqlite'));
  for (let number = 0; number < 20; number++) {
    const organization = `Org${number}`;
    expect((await journal.open(organization, 1)).records).toEqual([]);
    const appended = journal.append(entry(organization));
    // Read during the write: the records are there, or not yet.
    expect([0, bootstrapped.length]).toContain((await journal.open(organization, 1)).records.length);
    expect(await appended).toBe('appended');
    expect((await journal.open(organization, 1)).records).toEqual(bootstrapped);
    expect(await journal.read(organization, 0)).toEqual(bootstrapped);
    const snapshot = { organization, version: bootstrapped.length, format: 1, body: Uint8Array.of(number) };
    await journal.keep(snapshot);
    expect(await journal.open(organization, 1)).toEqual({ snapshot, records: [] });
  }
  await journal.close();
  const next = heldBy(journal);
  expect((await next.open('Org7', 2)).records).toEqual(bootstrapped);
  await next.close();
});

test('the log is reset although organizations are read all the time', async () => {
  const file = join(folder, 'log.sqlite');
  const journal = new SqliteJournal(file);
  await journal.append(entry('Read'));
  const [creation, bootstrap] = bootstrapped;
  if (creation === undefined || bootstrap?.record !== 'organization_bootstrapped')
    throw new Error('no bootstrap');
  // 256 of these fill the log eight times, as far as SQLite lets it grow.
  const large = { ...bootstrap, user_certificate: new Uint8Array(256 * 1024).fill(1) };
  for (let number = 0; number < 256; number++) {
    const appended = journal.append({ ...entry(`Large${number}`), records: [creation, large] });
    while (!(await settled(appended))) expect((await journal.open('Read', 1)).records).toHaveLength(2);
    await journal.open('Read', 1);
  }
  expect(statSync(`${file}-wal`).size).toBeLessThan(24 * 1_048_576);
  await journal.close();
});

/** Whether a promise is settled by the next turn of the event loop. */
const settled = (promise: Promise<unknown>): Promise<boolean> =>
  Promise.race([
    promise.then(() => true),
    new Promise<boolean>((resolve) => setImmediate(() => resolve(false))),
  ]);
