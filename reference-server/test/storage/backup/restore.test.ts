import {
  lstatSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { backup } from '../../../src/storage/backup/backup.ts';
import { restore } from '../../../src/storage/backup/restore.ts';
import { SqliteJournal } from '../../../src/storage/sqlite/sqlite-journal.ts';
import {
  answerFrom,
  closedStore,
  killedStore,
  newFile,
  parsecSpec,
  refusal,
  secondOrganization,
  storeFolder,
} from '../../support/closed-store.ts';
import { toFirstSchema } from '../../support/former-schema.ts';
import { organizationInfo, outcomeOf, TestServer } from '../../support/test-server.ts';

describe('restore', () => {
  async function copied() {
    const known = await closedStore();
    const copy = newFile();
    backup(`sqlite:${known.file}`, copy);
    return { ...known, copy };
  }

  test('keeps the former store, which can be restored again', async () => {
    const { copy, id, bootstrap } = await copied();
    const present = await closedStore();
    const { aside } = restore(`sqlite:${present.file}`, copy);
    expect(await answerFrom(present.file, id, bootstrap)).toBe('ok');
    expect(aside).toMatch(/\.before-restore-/);
    restore(`sqlite:${present.file}`, aside ?? '');
    expect(await answerFrom(present.file, present.id, present.bootstrap)).toBe('ok');
  });

  test('accepts a copy of the first version of the schema, which is migrated when it is served', async () => {
    const { copy, file, id, bootstrap } = await copied();
    toFirstSchema(copy);
    expect(restore(`sqlite:${file}`, copy)).toMatchObject({ organizations: 1, records: 2 });
    expect(await answerFrom(file, id, bootstrap)).toBe('ok');
    expect(backup(`sqlite:${file}`, copy, { force: true })).toMatchObject({ organizations: 1, records: 2 });
  });

  describe('through a symbolic link', () => {
    const linkTo = (target: string): string => {
      const link = newFile();
      symlinkSync(target, link);
      return link;
    };

    test('replaces the target of a link, and keeps the link and the former store', async () => {
      const { copy, id, bootstrap } = await copied();
      const present = await closedStore();
      const links = [linkTo(present.file), linkTo(linkTo(present.file))];
      for (const link of links) {
        const { aside } = restore(`sqlite:${link}`, copy);
        expect(lstatSync(link).isSymbolicLink()).toBe(true);
        for (const file of [present.file, aside ?? '']) expect(lstatSync(file).isFile()).toBe(true);
        expect(await answerFrom(present.file, id, bootstrap)).toBe('ok');
        restore(`sqlite:${link}`, aside ?? '');
        expect(await answerFrom(present.file, present.id, present.bootstrap)).toBe('ok');
      }
    });

    test('creates the missing target of a link', async () => {
      const { copy, id, bootstrap } = await copied();
      const file = newFile();
      const link = linkTo(basename(file));
      expect(refusal(() => backup(`sqlite:${link}`, newFile())).message).toBe(`there is no file ${link}`);
      expect(restore(`sqlite:${link}`, copy)).toMatchObject({ aside: null });
      expect(lstatSync(link).isSymbolicLink()).toBe(true);
      expect(await answerFrom(file, id, bootstrap)).toBe('ok');
      expect(backup(`sqlite:${link}`, newFile())).toMatchObject({ organizations: 1 });
    });

    test('is refused for a store in use, whose log is beside the file and not beside the link', async () => {
      const { copy, file } = await copied();
      const { left } = await killedStore(file);
      const link = linkTo(left);
      expect(refusal(() => restore(`sqlite:${file}`, link)).message).toContain('is a store in use');
      expect(restore(`sqlite:${file}`, linkTo(copy))).toMatchObject({ organizations: 1 });
    });
  });

  test('is refused while a server has the store open, without an effect on the server', async () => {
    const { copy, file, id, bootstrap } = await copied();
    const testServer = new TestServer({ journal: new SqliteJournal(file) });
    expect(refusal(() => restore(`sqlite:${file}`, copy))).toMatchObject({
      exit: 1,
      message: expect.stringContaining('in use by another server'),
    });
    expect(outcomeOf(await testServer.authenticated(id, bootstrap, organizationInfo))).toBe('ok');
    await testServer.server.close();
    expect(restore(`sqlite:${file}`, copy)).toMatchObject({ organizations: 1 });
  });

  const change = (sql: string) => (file: string) => {
    const database = new DatabaseSync(file);
    database.exec(sql);
    database.close();
  };
  test.each([
    ['cut off', /damaged/, (file: string) => truncateSync(file, 8_192)],
    [
      'overwritten in the middle',
      /damaged|not a SQLite/,
      (file: string) => {
        const bytes = readFileSync(file);
        bytes.fill(0xaa, 4_096, 12_288);
        writeFileSync(file, bytes);
      },
    ],
    ['no database', /not a SQLite database/, (file: string) => writeFileSync(file, 'text'.repeat(5_000))],
    ['empty', /empty/, (file: string) => writeFileSync(file, '')],
    ['of another program', /another program/, change('PRAGMA application_id = 1')],
    ['of a newer version', /version 999/, change('PRAGMA user_version = 999')],
    [
      'with records of no organization',
      /1 records? .* no organization/,
      change("INSERT INTO entries VALUES (99 << 32 | 1, x'c0')"),
    ],
    [
      'without one of the records',
      /record 1 of Org\d+ is missing/,
      change('DELETE FROM entries WHERE place & 4294967295 = 1'),
    ],
    [
      'with a record that cannot be read',
      /record 2 of .* cannot be read/,
      change("UPDATE entries SET body = x'c1' WHERE place & 4294967295 = 2"),
    ],
    [
      'changed where nothing else tells',
      /something else than what was copied/,
      change('DELETE FROM figures'),
    ],
    [
      'with a record of the future',
      /of the kind/,
      change("UPDATE entries SET body = x'81a67265636f7264a478797a7a' WHERE place & 4294967295 = 2"),
    ],
  ])('refuses a file that is %s, and changes nothing', async (_, message, spoil) => {
    const { copy, file, id, bootstrap } = await copied();
    spoil(copy);
    const before = readFileSync(file);
    expect(refusal(() => restore(`sqlite:${file}`, copy))).toMatchObject({
      exit: 2,
      message: expect.stringMatching(message),
      hint: expect.stringContaining('Nothing was changed'),
    });
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(await answerFrom(file, id, bootstrap)).toBe('ok');
    expect(
      readdirSync(storeFolder()).filter(
        (name) => /partial|aside|before-restore/.test(name) && name.startsWith(file.split('/').at(-1) ?? ''),
      ),
    ).toEqual([]);
  });

  test('refuses a store in use as a backup', async () => {
    const { file } = await closedStore();
    const testServer = new TestServer({ journal: new SqliteJournal(file) });
    await secondOrganization(testServer);
    expect(refusal(() => restore(`sqlite:${newFile()}`, file))).toMatchObject({
      exit: 2,
      message: expect.stringContaining('in use'),
    });
    await testServer.server.close();
  });

  test('keeps the log of a server that was killed with the store it belongs to', async () => {
    const { copy, id, bootstrap } = await copied();
    const { file } = await closedStore();
    const { left, more } = await killedStore(file);
    const { aside } = restore(`sqlite:${left}`, copy);
    expect(await answerFrom(left, id, bootstrap)).toBe('ok');
    expect(await answerFrom(aside ?? '', more.id, more.bootstrap)).toBe('ok');
  });

  test('moves the log of a lost store aside', async () => {
    const { copy, id, bootstrap } = await copied();
    const { left } = await killedStore((await closedStore()).file);
    rmSync(left);
    const log = readFileSync(`${left}-wal`);
    const { aside } = restore(`sqlite:${left}`, copy);
    expect(await answerFrom(left, id, bootstrap)).toBe('ok');
    expect(aside).toMatch(/\.before-restore-.*-wal$/);
    expect(readFileSync(aside ?? '').equals(log)).toBe(true);
    expect(restore(`sqlite:${newFile()}`, copy)).toMatchObject({ aside: null });
  });

  test('has an exit code for each kind of error', async () => {
    const { file } = await closedStore();
    const text = newFile();
    writeFileSync(text, 'text');
    await expect(parsecSpec('restore', text, '--db', `sqlite:${file}`)).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^parsec-spec: .*is not a SQLite database\n {2}Nothing was changed/),
    });
  });
});
