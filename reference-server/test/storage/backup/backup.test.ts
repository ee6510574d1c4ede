import {
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { backup } from '../../../src/storage/backup/backup.ts';
import { restore } from '../../../src/storage/backup/restore.ts';
import { SqliteJournal } from '../../../src/storage/sqlite/sqlite-journal.ts';
import { type Bootstrap, makeBootstrap } from '../../support/bootstrap.ts';
import {
  answerFrom,
  closedStore,
  killedStore,
  newFile,
  parsecSpec,
  refusal,
  storeFolder,
} from '../../support/closed-store.ts';
import { send } from '../../support/http.ts';
import { serveProcess } from '../../support/serve-process.ts';
import { msgpack, organizationInfo, outcomeOf, TestServer } from '../../support/test-server.ts';

test('a copy that is taken while the server works holds all that was acknowledged before, and is served', async () => {
  const file = newFile();
  const token = 'backup-token';
  const server = await serveProcess(['--db', `sqlite:${file}`, '--administration-token', token]);
  const origin = /http:\/\/[\d.]+:\d+/.exec(server.first)?.[0] ?? '';
  const answered: { id: string; bootstrap: Bootstrap }[] = [];
  let working = true;
  const work = async (worker: number): Promise<void> => {
    for (let index = 0; working; index++) {
      const id = `Org${worker}-${index}`;
      const created = await send(origin, {
        target: '/administration/organizations',
        headers: [
          ['Authorization', `Bearer ${token}`],
          ['Content-Type', 'application/json'],
        ],
        body: JSON.stringify({ organization_id: id }),
      });
      // 503: the disk is busy.
      if (created.status === 503) continue;
      const p = /p=([\w-]+)/.exec(created.body.toString())?.[1] ?? '';
      const bootstrap = makeBootstrap(Buffer.from(p, 'base64url').subarray(2));
      const { status } = await send(origin, {
        target: `/anonymous/${id}`,
        headers: msgpack,
        body: bootstrap.body,
      });
      if (status === 200) answered.push({ id, bootstrap });
    }
  };
  const workers = [0, 1, 2, 3].map(work);
  await expect.poll(() => answered.length).toBeGreaterThan(40);
  const copy = newFile();
  const before = [...answered];
  const result = await parsecSpec('backup', copy, '--db', `sqlite:${file}`);
  const during = answered.length - before.length;
  working = false;
  await Promise.all(workers);
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);
  expect(during).toBeGreaterThan(0);
  expect(result.stdout).toMatch(/ organizations, \d+ records, \d+ bytes, checked\n$/);
  expect(statSync(copy).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600);

  const target = newFile();
  const restored = await parsecSpec('restore', copy, '--db', `sqlite:${target}`);
  expect(restored.stdout).toMatch(/^restored \d+ organizations/);
  const testServer = new TestServer({ journal: new SqliteJournal(target) });
  for (const { id, bootstrap } of before)
    expect(outcomeOf(await testServer.authenticated(id, bootstrap, organizationInfo))).toBe('ok');
  await testServer.server.close();
  expect(readdirSync(storeFolder()).filter((name) => name.includes('partial'))).toEqual([]);
});

describe('backup', () => {
  test('replaces a file only on request, and never the store itself', async () => {
    const { file } = await closedStore();
    const copy = newFile();
    writeFileSync(copy, 'precious');
    expect(refusal(() => backup(`sqlite:${file}`, copy))).toMatchObject({
      exit: 2,
      hint: expect.stringContaining('--force'),
    });
    expect(readFileSync(copy, 'utf8')).toBe('precious');
    expect(backup(`sqlite:${file}`, copy, { force: true })).toMatchObject({ organizations: 1, records: 2 });
    expect(refusal(() => backup(`sqlite:${file}`, file, { force: true }))).toMatchObject({
      exit: 2,
      message: expect.stringContaining('the store itself'),
    });
  });

  test('does not call a store of a newer version damaged', async () => {
    const { file } = await closedStore();
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(refusal(() => backup(`sqlite:${file}`, newFile()))).toMatchObject({
      exit: 2,
      message: expect.stringContaining('schema version 99'),
      hint: expect.stringContaining('Start the version of parsec-spec that wrote it'),
    });
  });

  test('does not take the name of a store in use, nor one with a leftover log', async () => {
    const { file } = await closedStore();
    const { left } = await killedStore((await closedStore()).file);
    const before = readFileSync(left);
    const inUse = { exit: 2, message: expect.stringContaining('in use, or was not closed') };
    expect(refusal(() => backup(`sqlite:${file}`, left, { force: true }))).toMatchObject(inUse);
    expect(readFileSync(left).equals(before)).toBe(true);
    rmSync(left);
    expect(refusal(() => backup(`sqlite:${file}`, left))).toMatchObject(inUse);
    rmSync(`${left}-wal`);
    expect(backup(`sqlite:${file}`, left)).toMatchObject({ organizations: 1 });
  });

  test('of the files of a killed server holds the content of its log', async () => {
    const { file, id, bootstrap } = await closedStore();
    const { left, more } = await killedStore(file);
    const copy = newFile();
    expect(backup(`sqlite:${left}`, copy)).toMatchObject({ organizations: 2 });
    expect(await answerFrom(copy, more.id, more.bootstrap)).toBe('ok');
    expect(await answerFrom(copy, id, bootstrap)).toBe('ok');
  });

  test('is refused with an explanation without a store of this program', async () => {
    const missing = refusal(() => backup(`sqlite:${newFile()}`, newFile()));
    expect(missing).toMatchObject({ exit: 2, message: expect.stringContaining('there is no') });
    const postgres = refusal(() => backup('postgresql://me:hunter2@host/db', newFile()));
    expect(postgres).toMatchObject({ exit: 2, hint: expect.stringContaining('pg_dump') });
    expect(postgres.message + postgres.hint).not.toContain('hunter2');
    const text = newFile();
    writeFileSync(text, 'no database'.repeat(1_000));
    expect(refusal(() => backup(`sqlite:${text}`, newFile()))).toMatchObject({ exit: 2 });
    const { file } = await closedStore();
    expect(refusal(() => backup(`sqlite:${file}`, join(storeFolder(), 'none', 'copy')))).toMatchObject({
      exit: 1,
      message: expect.stringContaining('ENOENT'),
    });
  });

  test('is not taken from the store that it would replace, by whatever name', async () => {
    const { file } = await closedStore();
    const link = newFile();
    symlinkSync(file, link);
    for (const [db, from] of [
      [file, file],
      [link, file],
      [file, link],
    ] as const) {
      expect(refusal(() => restore(`sqlite:${db}`, from))).toMatchObject({
        exit: 2,
        message: `${from} is the store itself`,
      });
    }
    expect(readdirSync(storeFolder()).filter((name) => name.includes('before-restore'))).toEqual([]);
  });

  test('with any bit flipped is refused, or still holds the same content', async () => {
    const { file } = await closedStore();
    const copy = newFile();
    backup(`sqlite:${file}`, copy);
    const good = readFileSync(copy);
    const content = (path: string) => {
      const database = new DatabaseSync(path, { readOnly: true });
      try {
        return ['records', 'figures', 'events', 'snapshots'].map((table) =>
          database.prepare(`SELECT * FROM ${table}`).all(),
        );
      } finally {
        database.close();
      }
    };
    const known = content(copy);
    let refused = 0;
    for (let at = 0; at < good.length; at += 211) {
      const bad = Buffer.from(good);
      bad[at] = (bad[at] ?? 0) ^ (1 << (at % 8));
      const [damaged, target] = [newFile(), newFile()];
      writeFileSync(damaged, bad);
      try {
        restore(`sqlite:${target}`, damaged);
      } catch (error) {
        refused += 1;
        expect(error).toMatchObject({ exit: 2, message: expect.stringContaining(damaged) });
        continue;
      }
      expect(content(target)).toEqual(known);
    }
    expect(refused).toBeGreaterThan(10);
    // Neither a restored store nor a copy that is served has a digest any more.
    const target = newFile();
    restore(`sqlite:${target}`, copy);
    await new SqliteJournal(copy).close();
    for (const path of [target, copy]) {
      expect(
        new DatabaseSync(path).prepare("SELECT name FROM sqlite_schema WHERE name = 'copy_seal'").all(),
      ).toEqual([]);
      expect(backup(`sqlite:${path}`, newFile())).toMatchObject({ organizations: 1, records: 2 });
    }
  });

  test('of a damaged store is refused', async () => {
    const { file } = await closedStore();
    const copy = newFile();
    truncateSync(file, 8_192);
    expect(refusal(() => backup(`sqlite:${file}`, copy))).toMatchObject({
      exit: 2,
      message: expect.stringMatching(/damaged/),
    });
    expect(readdirSync(storeFolder())).not.toContain(copy.split('/').at(-1));
  });
});
