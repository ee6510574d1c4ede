import { execFileSync, fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DateTime } from '@parsec-spec/spec/codec';
import type { OrganizationRecord } from '@parsec-spec/spec/records';
import { afterAll, describe, expect, test } from 'vitest';
import { MemoryJournal } from '../../src/storage/memory-journal.ts';
import { openJournal } from '../../src/storage/open-journal.ts';
import { SqliteJournal } from '../../src/storage/sqlite/sqlite-journal.ts';
import { journalSuite } from '../support/journal-suite.ts';
import { organizationInfo, outcomeOf, TestServer } from '../support/test-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'parsec-spec-journal-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const newFile = (): string => join(folder, `${files++}.sqlite`);

journalSuite('in memory', { durable: false, store: async () => async () => new MemoryJournal() });
journalSuite('in SQLite', {
  durable: true,
  store: async () => {
    const file = newFile();
    return () => openJournal(`sqlite:${file}`);
  },
});

test('the driver of PostgreSQL is loaded only for such a database', () => {
  const source = `
    import { createRequire } from 'node:module';
    import { startServer } from '@parsec-spec/reference-server/serve';
    const { cache } = createRequire(import.meta.url);
    const isLoaded = () => Object.keys(cache).some((path) => /[\\\\/]pg[\\\\/]lib[\\\\/]/.test(path));
    await (await startServer({ db: process.argv[2] })).close();
    const before = isLoaded();
    await startServer({ db: 'postgresql://127.0.0.1:1/x', dbWait: 0 }).catch(() => undefined);
    console.log(JSON.stringify([before, isLoaded()]));`;
  const script = join(import.meta.dirname, '..', '..', '.vitest', `driver-${process.pid}.ts`);
  mkdirSync(dirname(script), { recursive: true });
  writeFileSync(script, source);
  try {
    const args = ['--conditions=parsec-spec:src', script, `sqlite:${newFile()}`];
    const output = execFileSync(process.execPath, args, { encoding: 'utf8' });
    expect(JSON.parse(output)).toEqual([false, true]);
  } finally {
    rmSync(script);
  }
});

describe('a cache in front of the journal', () => {
  test('organizations that do not fit in memory are read again, unchanged', async () => {
    const testServer = new TestServer({
      journal: new SqliteJournal(newFile()),
      cached: { states: 2, things: 100 },
    });
    const all = [];
    for (let index = 0; index < 10; index++) all.push(await testServer.bootstrapped());
    for (const { id, bootstrap } of [...all, ...all.reverse()]) {
      expect(outcomeOf(await testServer.authenticated(id, bootstrap, organizationInfo))).toBe('ok');
    }
    const many = all.flatMap(({ id, bootstrap }) =>
      [0, 1, 2].map(() => testServer.authenticated(id, bootstrap, organizationInfo)),
    );
    expect(new Set((await Promise.all(many)).map(outcomeOf))).toEqual(new Set(['ok']));
    await testServer.server.close();
  });
});

test('entries are found by their number, however many streams exist', async () => {
  const file = newFile();
  await new SqliteJournal(file).close();
  const database = new DatabaseSync(file);
  // One of the largest numbers. Keys of this size are not exact as floating-point numbers.
  database.exec("INSERT INTO streams VALUES (2147483644, 'before')");
  database.close();
  const journal = new SqliteJournal(file);
  const records = [true, false, true, false].map(
    (is_expired): OrganizationRecord => ({
      record: 'organization_updated',
      at: DateTime.ofMillis(0),
      is_expired,
    }),
  );
  const append = (organization: string, version: number) =>
    journal.append({ organization, version, records: records.slice(version, version + 2), figures: [] });
  for (const name of ['A', 'B', 'C'])
    for (const version of [0, 2]) expect(await append(name, version)).toBe('appended');
  for (const name of ['A', 'B', 'C']) {
    expect(await append(name, 2)).toBe('conflict');
    expect(await journal.read(name, 0)).toEqual(records);
    expect(await journal.read(name, 1, 2)).toEqual(records.slice(1, 3));
    expect(journal.open(name, 1).records).toEqual(records);
    expect(await journal.pick(name, [4, 1])).toEqual([records[3], records[0]]);
  }
  await journal.close();
});

describe('a file that cannot be used', () => {
  const refusal = (db: string) =>
    openJournal(db).then(
      () => {
        throw new Error('it was opened');
      },
      (error) => error as { code: string; message: string; hint: string },
    );

  test('is refused while another process holds it, and free once that one was killed', async () => {
    const file = newFile();
    // An unreferenced journal is garbage collected, which releases its file.
    const source = `import { openJournal } from '@parsec-spec/reference-server/journal'; const journal = await openJournal(${JSON.stringify(`sqlite:${file}`)}); process.send('open'); setInterval(() => journal.name, 1000);`;
    const script = join(import.meta.dirname, '..', '..', '.vitest', `hold-${process.pid}.ts`);
    mkdirSync(dirname(script), { recursive: true });
    writeFileSync(script, source);
    const child = fork(script, { execArgv: ['--conditions=parsec-spec:src'] });
    try {
      await new Promise((resolve) => child.once('message', resolve));
      expect(await refusal(`sqlite:${file}`)).toMatchObject({
        code: 'locked',
        message: expect.stringContaining('in use by another server'),
      });
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
      await (await openJournal(`sqlite:${file}`)).close();
    } finally {
      child.kill('SIGKILL');
      rmSync(script);
    }
  });

  test('of another program, of a newer version, or unreadable is refused with an explanation', async () => {
    const text = newFile();
    writeFileSync(text, 'not a database, but long enough to be taken for one'.repeat(100));
    expect(await refusal(`sqlite:${text}`)).toMatchObject({ code: 'foreign' });
    const foreign = newFile();
    const database = new DatabaseSync(foreign);
    database.exec('CREATE TABLE notes (text TEXT)');
    database.close();
    expect(await refusal(`sqlite:${foreign}`)).toMatchObject({
      code: 'foreign',
      hint: expect.stringContaining('--db'),
    });
    const newer = newFile();
    await new SqliteJournal(newer).close();
    const changed = new DatabaseSync(newer);
    changed.exec('PRAGMA user_version = 999');
    changed.close();
    expect(await refusal(`sqlite:${newer}`)).toMatchObject({
      code: 'newer',
      message: expect.stringContaining('999'),
    });
    expect(await refusal(`sqlite:${join(folder, 'missing', 'file')}`)).toMatchObject({ code: 'unusable' });
  });

  test('an unknown kind of database is refused without repeating a password', async () => {
    const refused = await refusal('mysql://me:hunter2@host/db');
    expect(refused).toMatchObject({ code: 'unsupported', message: expect.stringContaining('postgresql://') });
    expect(JSON.stringify(refused) + refused.message).not.toContain('hunter2');
  });

  test('memory is spelt in two ways', async () => {
    const names = ['memory:', 'MOCKED'].map(async (db) => (await openJournal(db)).name);
    expect(await Promise.all(names)).toEqual(['memory:', 'memory:']);
  });
});
