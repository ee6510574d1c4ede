import { execFile } from 'node:child_process';
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { backup, restore } from '../src/backup/index.ts';
import { SqliteJournal } from '../src/journal/index.ts';
import { toFirstSchema } from './former-schema.ts';
import { found } from './founding.ts';
import { House, organizationInfo, outcomeOf } from './house.ts';
import { msgpack, send } from './http.ts';
import { serveProcess } from './process.ts';

const folder = mkdtempSync(join(tmpdir(), 'parsec-spec-backup-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const newFile = (): string => join(folder, `${files++}.sqlite`);
const bin = join(import.meta.dirname, '..', '..', 'cli', 'bin', 'parsec-spec.mjs');
const run = promisify(execFile);
const parsecSpec = (...args: string[]) =>
  run(process.execPath, ['--conditions=parsec-spec:src', bin, ...args], {
    env: { ...process.env, NODE_OPTIONS: '' },
  });

/** A store with one organization in it, closed. */
async function store(): Promise<{ file: string; id: string; founding: ReturnType<typeof found> }> {
  const file = newFile();
  const house = new House({ journal: new SqliteJournal(file) });
  const known = await house.founded();
  await house.server.close();
  return { file, ...known };
}

/** What the first device of an organization is answered by a server on a file. */
async function asked(file: string, id: string, founding: ReturnType<typeof found>) {
  const house = new House({ journal: new SqliteJournal(file) });
  const outcome = outcomeOf(await house.authenticated(id, founding, organizationInfo));
  await house.server.close();
  return outcome;
}

/** One more organization in a store that has one of the name this house would give it. */
async function another(house: House) {
  await house.organization().catch(() => undefined);
  return house.founded();
}

const refusal = (act: () => unknown): { exit: number; message: string; hint: string } => {
  try {
    act();
  } catch (fault) {
    return fault as { exit: number; message: string; hint: string };
  }
  throw new Error('it worked');
};

test('a copy that is taken while the server works holds all that was acknowledged before, and is served', async () => {
  const file = newFile();
  const token = 'backup-token';
  const server = await serveProcess(['--db', `sqlite:${file}`, '--administration-token', token]);
  const origin = /http:\/\/[\d.]+:\d+/.exec(server.first)?.[0] ?? '';
  const answered: { id: string; founding: ReturnType<typeof found> }[] = [];
  let working = true;
  const work = async (worker: number): Promise<void> => {
    for (let index = 0; working; index++) {
      const id = `Org${worker}-${index}`;
      const created = await send(origin, {
        target: '/administration/organizations',
        headers: ['Authorization', `Bearer ${token}`, 'Content-Type', 'application/json'],
        body: JSON.stringify({ organization_id: id }),
      });
      const p = /p=([\w-]+)/.exec(created.body.toString())?.[1] ?? '';
      const founding = found(Buffer.from(p, 'base64url').subarray(2));
      const { status } = await send(origin, {
        target: `/anonymous/${id}`,
        headers: msgpack,
        body: founding.body,
      });
      if (status === 200) answered.push({ id, founding });
    }
  };
  const workers = [0, 1, 2, 3].map(work);
  await expect.poll(() => answered.length, { timeout: 20_000 }).toBeGreaterThan(40);
  const copy = newFile();
  const before = [...answered];
  const told = await parsecSpec('backup', copy, '--db', `sqlite:${file}`);
  const during = answered.length - before.length;
  working = false;
  await Promise.all(workers);
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);
  expect(during).toBeGreaterThan(0);
  expect(told.stdout).toMatch(/ organizations, \d+ records, \d+ bytes, checked\n$/);
  expect(statSync(copy).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600);

  const target = newFile();
  const restored = await parsecSpec('restore', copy, '--db', `sqlite:${target}`);
  expect(restored.stdout).toMatch(/^restored \d+ organizations/);
  const house = new House({ journal: new SqliteJournal(target) });
  for (const { id, founding } of before)
    expect(outcomeOf(await house.authenticated(id, founding, organizationInfo))).toBe('ok');
  await house.server.close();
  expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
});

describe('backup', () => {
  test('replaces a file only when told so, and never the store itself', async () => {
    const { file } = await store();
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

  test('of what a killed server left holds what was in its log', async () => {
    const { file, id, founding } = await store();
    const house = new House({ journal: new SqliteJournal(file) });
    const more = await another(house);
    // As if it had been killed: the file and the log beside it, without the lock.
    const left = newFile();
    copyFileSync(file, left);
    copyFileSync(`${file}-wal`, `${left}-wal`);
    await house.server.close();
    const copy = newFile();
    expect(backup(`sqlite:${left}`, copy)).toMatchObject({ organizations: 2 });
    expect(await asked(copy, more.id, more.founding)).toBe('ok');
    expect(await asked(copy, id, founding)).toBe('ok');
  });

  test('is refused in words where there is no store of ours', async () => {
    const missing = refusal(() => backup(`sqlite:${newFile()}`, newFile()));
    expect(missing).toMatchObject({ exit: 2, message: expect.stringContaining('there is no') });
    const postgres = refusal(() => backup('postgresql://me:hunter2@host/db', newFile()));
    expect(postgres).toMatchObject({ exit: 2, hint: expect.stringContaining('pg_dump') });
    expect(postgres.message + postgres.hint).not.toContain('hunter2');
    const text = newFile();
    writeFileSync(text, 'no database'.repeat(1_000));
    expect(refusal(() => backup(`sqlite:${text}`, newFile()))).toMatchObject({ exit: 2 });
    const { file } = await store();
    expect(refusal(() => backup(`sqlite:${file}`, join(folder, 'none', 'copy')))).toMatchObject({
      exit: 1,
      message: expect.stringContaining('ENOENT'),
    });
  });

  test('of a damaged store is none', async () => {
    const { file } = await store();
    const copy = newFile();
    truncateSync(file, 8_192);
    expect(refusal(() => backup(`sqlite:${file}`, copy))).toMatchObject({
      exit: 2,
      message: expect.stringMatching(/damaged/),
    });
    expect(readdirSync(folder)).not.toContain(copy.split('/').at(-1));
  });
});

describe('restore', () => {
  async function copied() {
    const known = await store();
    const copy = newFile();
    backup(`sqlite:${known.file}`, copy);
    return { ...known, copy };
  }

  test('keeps what was there, which can be put back', async () => {
    const { copy, id, founding } = await copied();
    const present = await store();
    const { aside } = restore(`sqlite:${present.file}`, copy);
    expect(await asked(present.file, id, founding)).toBe('ok');
    expect(aside).toMatch(/\.before-restore-/);
    restore(`sqlite:${present.file}`, aside ?? '');
    expect(await asked(present.file, present.id, present.founding)).toBe('ok');
  });

  test('takes a copy of the first version of the schema, which is brought up to date when it is served', async () => {
    const { copy, file, id, founding } = await copied();
    toFirstSchema(copy);
    expect(restore(`sqlite:${file}`, copy)).toMatchObject({ organizations: 1, records: 2 });
    expect(await asked(file, id, founding)).toBe('ok');
    expect(backup(`sqlite:${file}`, copy, { force: true })).toMatchObject({ organizations: 1, records: 2 });
  });

  test('is refused while a server has the store open, which notices nothing', async () => {
    const { copy, file, id, founding } = await copied();
    const house = new House({ journal: new SqliteJournal(file) });
    expect(refusal(() => restore(`sqlite:${file}`, copy))).toMatchObject({
      exit: 1,
      message: expect.stringContaining('in use by another server'),
    });
    expect(outcomeOf(await house.authenticated(id, founding, organizationInfo))).toBe('ok');
    await house.server.close();
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
      /damaged|no SQLite/,
      (file: string) => {
        const bytes = readFileSync(file);
        bytes.fill(0xaa, 4_096, 12_288);
        writeFileSync(file, bytes);
      },
    ],
    ['no database', /no SQLite database/, (file: string) => writeFileSync(file, 'text'.repeat(5_000))],
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
      'with a record of the future',
      /of the kind/,
      change("UPDATE entries SET body = x'81a67265636f7264a478797a7a' WHERE place & 4294967295 = 2"),
    ],
  ])('refuses a file that is %s, and changes nothing', async (_, message, spoil) => {
    const { copy, file, id, founding } = await copied();
    spoil(copy);
    const before = readFileSync(file);
    expect(refusal(() => restore(`sqlite:${file}`, copy))).toMatchObject({
      exit: 2,
      message: expect.stringMatching(message),
      hint: expect.stringContaining('Nothing was changed'),
    });
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(await asked(file, id, founding)).toBe('ok');
    expect(
      readdirSync(folder).filter(
        (name) => /partial|aside|before-restore/.test(name) && name.startsWith(file.split('/').at(-1) ?? ''),
      ),
    ).toEqual([]);
  });

  test('does not take a store in use for a backup', async () => {
    const { file } = await store();
    const house = new House({ journal: new SqliteJournal(file) });
    await another(house);
    expect(refusal(() => restore(`sqlite:${newFile()}`, file))).toMatchObject({
      exit: 2,
      message: expect.stringContaining('in use'),
    });
    await house.server.close();
  });

  test('keeps the log of a server that was killed with the store it belongs to', async () => {
    const { copy, id, founding } = await copied();
    const { file } = await store();
    const house = new House({ journal: new SqliteJournal(file) });
    const more = await another(house);
    const left = newFile();
    copyFileSync(file, left);
    copyFileSync(`${file}-wal`, `${left}-wal`);
    await house.server.close();
    const { aside } = restore(`sqlite:${left}`, copy);
    expect(await asked(left, id, founding)).toBe('ok');
    expect(await asked(aside ?? '', more.id, more.founding)).toBe('ok');
  });

  test('says by its exit code what was wrong', async () => {
    const { file } = await store();
    const text = newFile();
    writeFileSync(text, 'text');
    await expect(parsecSpec('restore', text, '--db', `sqlite:${file}`)).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^parsec-spec: .*is no SQLite database\n {2}Nothing was changed/),
    });
  });
});
