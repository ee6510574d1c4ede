import fs, {
  copyFileSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { connect } from '../../../src/storage/sqlite/connect.ts';
import { openSqlite } from '../../../src/storage/sqlite/open-sqlite.ts';

const folder = mkdtempSync(join(tmpdir(), 'parsec-spec-durability-'));
afterAll(() => rmSync(folder, { recursive: true }));

function linkTo(file: string): string {
  const link = join(mkdtempSync(join(folder, 'link-')), 'store.sqlite');
  symlinkSync(file, link);
  return link;
}

// SIGKILL does not show whether a file was synced. These settings decide what reaches the disk.
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
  // Only the first is stored in the file. Each opening sets the others.
  expect(pragmas()).toEqual(['wal', FULL, 1, 1]);
});

test('the lock of a server is an empty file, which stays and does not block later servers', () => {
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

test('a store behind a symbolic link is the same under both names, and its other files are beside the target', () => {
  const file = join(folder, 'linked.sqlite');
  const link = linkTo(file);
  const first = openSqlite(link);
  expect(() => openSqlite(file)).toThrow(/linked.sqlite is in use by another server/);
  expect(readdirSync(dirname(link))).toEqual(['store.sqlite']);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(['linked.sqlite', 'linked.sqlite.lock']));
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  first.close();
  const second = openSqlite(file);
  expect(() => openSqlite(link)).toThrow(/in use by another server/);
  second.close();
});

/** A file of a killed server, with a log that was not merged into it. */
function killed(name: string): string {
  const file = join(folder, `${name}-before.sqlite`);
  const { database, close } = openSqlite(file);
  database.exec(
    'PRAGMA wal_autocheckpoint = 0; CREATE TABLE notes (note TEXT); INSERT INTO notes VALUES (1)',
  );
  const left = join(folder, `${name}.sqlite`);
  for (const part of ['', '-wal']) copyFileSync(`${file}${part}`, `${left}${part}`);
  close();
  return left;
}

test.each([
  ['by its name', (file: string) => file],
  ['by a symbolic link', linkTo],
])('what a killed server wrote and did not sync is synced before it is shown, %s', async (name, named) => {
  const file = named(killed(name));
  const order: string[] = [];
  const sync = vi.spyOn(fs, 'fsyncSync').mockImplementation(() => void order.push('synced'));
  syncBuiltinESMExports();
  try {
    const again = openSqlite(file);
    order.push(String(again.database.prepare('SELECT note FROM notes').get()?.note));
    again.close();
  } finally {
    sync.mockRestore();
    syncBuiltinESMExports();
  }
  expect(order).toEqual(['synced', '1']);
});
