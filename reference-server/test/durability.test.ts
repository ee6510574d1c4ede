import fs, { copyFileSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { connect } from '../src/journal/sqlite/connect.ts';
import { openSqlite } from '../src/journal/sqlite/open-sqlite.ts';

const folder = mkdtempSync(join(tmpdir(), 'parsec-spec-durability-'));
afterAll(() => rmSync(folder, { recursive: true }));

// SIGKILL does not show whether a file was synced: what the disk has is up to these settings.
test('a commit in SQLite syncs the log before it answers, also to disks that have a cache', () => {
  const file = join(folder, 'store.sqlite');
  const pragmas = () => {
    // The thread that commits has no other way to the file.
    const database = connect(file, 8);
    const of = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
    const found = ['journal_mode', 'synchronous', 'fullfsync', 'checkpoint_fullfsync'].map(of);
    database.close();
    return found;
  };
  const FULL = 2;
  expect(pragmas()).toEqual(['wal', FULL, 1, 1]);
  // None of them but the first is kept in the file: each opening sets them.
  expect(pragmas()).toEqual(['wal', FULL, 1, 1]);
});

test('the lock of a server is a file without content, which stays and locks nobody out', () => {
  const file = join(folder, 'locked.sqlite');
  const first = openSqlite(file);
  expect(() => openSqlite(file)).toThrow(/in use by another server/);
  expect(readdirSync(folder).filter((name) => name.startsWith('locked.sqlite.'))).toEqual([
    'locked.sqlite.lock',
  ]);
  expect(statSync(`${file}.lock`).size).toBe(0);
  first.close();
  expect(readdirSync(folder).filter((name) => name.startsWith('locked'))).toEqual([
    'locked.sqlite',
    'locked.sqlite.lock',
  ]);
  openSqlite(file).close();
});

test('what a killed server wrote and did not sync is synced before it is shown', async () => {
  const file = join(folder, 'killed.sqlite');
  const { database, close } = openSqlite(file);
  database.exec('PRAGMA wal_autocheckpoint = 0; CREATE TABLE told (what TEXT); INSERT INTO told VALUES (1)');
  // As it lies there when the process is gone: a log that nobody took over into the file.
  const killed = join(folder, 'again.sqlite');
  for (const part of ['', '-wal']) copyFileSync(`${file}${part}`, `${killed}${part}`);
  close();
  const order: string[] = [];
  const sync = vi.spyOn(fs, 'fsyncSync').mockImplementation(() => void order.push('synced'));
  syncBuiltinESMExports();
  try {
    const again = openSqlite(killed);
    order.push(String(again.database.prepare('SELECT what FROM told').get()?.what));
    again.close();
  } finally {
    sync.mockRestore();
    syncBuiltinESMExports();
  }
  expect(order).toEqual(['synced', '1']);
});
