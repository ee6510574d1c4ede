import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import { restore } from '../../src/storage/backup/restore.ts';
import { SqliteJournal } from '../../src/storage/sqlite/sqlite-journal.ts';
import { formerFile, formerStoreSuite } from '../support/former-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'parsec-spec-former-'));
afterAll(() => rmSync(folder, { recursive: true }));

function unpacked(name: string): string {
  const file = join(folder, name);
  writeFileSync(file, formerFile(name));
  return file;
}

describe('a SQLite store of 4c6bf91', () => {
  const file = unpacked('store.sqlite');
  formerStoreSuite(async () => new SqliteJournal(file));
});

describe('a backup of 4c6bf91', () => {
  const file = join(folder, 'restored.sqlite');
  restore(`sqlite:${file}`, unpacked('backup.sqlite'));
  formerStoreSuite(async () => new SqliteJournal(file));
});
