import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { migrate, serve } from '../../src/serve/serve.ts';
import { readSettings } from '../../src/serve/settings/settings.ts';
import { type StartOptions, startServer } from '../../src/serve/start-server.ts';
import { SqliteJournal } from '../../src/storage/sqlite/sqlite-journal.ts';

const folder = mkdtempSync(join(tmpdir(), 'parsec-spec-start-'));
afterAll(() => rmSync(folder, { recursive: true }));

const refusal = (options: StartOptions) =>
  startServer(options).then(
    async (server) => {
      await server.close();
      throw new Error('it started');
    },
    (error) => error as { code: string; exit: number; message: string; hint: string },
  );

test('a malformed database name is wrong usage; a database that cannot be opened is not', async () => {
  expect(await refusal({ db: 'nonsense:' })).toMatchObject({
    exit: 2,
    hint: expect.stringContaining('--db'),
  });
  expect(await refusal({ db: `sqlite:${join(folder, 'none', 'x.sqlite')}` })).toMatchObject({ exit: 1 });
  expect(await refusal({ db: `sqlite:${folder}` })).toMatchObject({
    exit: 1,
    message: expect.stringMatching(/ is a folder$/),
  });
});

describe('a database URL whose password ends it early', () => {
  const early = [
    'postgresql://parsec:/Zs9kk@db/parsec',
    'postgresql://parsec:12/Zs9kk@db/parsec',
    'postgresql://parsec:Zs9kk/3@db/parsec',
    'postgresql://parsec:12?Zs9kk@db/parsec',
    'postgres://parsec:12#Zs9kk@db/parsec',
    'postgresql://parsec:x@Zs9kk/3@db/parsec',
    'postgresql://parsec:x@Zs9kk?3@db/parsec',
    'postgresql://db/Zs9kk/parsec',
  ];
  const isRefused = {
    code: 'cannot-start',
    exit: 2,
    message: expect.not.stringContaining('Zs9kk'),
    hint: expect.stringMatching(/^(?!.*Zs9kk).*percent-encode \/, \?, # and @ in the password/),
  };

  test.each(early)('keeps serve from starting, and is not repeated: %s', async (db) => {
    expect(await refusal({ db, dbWait: 0 })).toMatchObject(isRefused);
  });

  test.each(early)('keeps migrate from starting, and is not repeated: %s', async (db) => {
    await expect(migrate(db)).rejects.toMatchObject(isRefused);
  });

  test.each([
    'postgresql://parsec:%2FZs9kk%40%3F%23@127.0.0.1:1/parsec',
    'postgresql://parsec:Zs9kk@127.0.0.1:1',
    'postgresql://parsec:Zs9kk@127.0.0.1:1/parsec?sslrootcert=/none/Zs9kk',
  ])('is looked for when what is special is percent-encoded: %s', async (db) => {
    expect(await refusal({ db, dbWait: 0 })).toMatchObject({
      exit: 1,
      message: expect.stringMatching(/127\.0\.0\.1:1/),
    });
  });
});

test('a damaged file is called damaged', async () => {
  const file = join(folder, 'damaged.sqlite');
  await new SqliteJournal(file).close();
  writeFileSync(file, readFileSync(file).subarray(0, 4_096));
  expect(await refusal({ db: `sqlite:${file}` })).toMatchObject({
    exit: 1,
    message: expect.stringMatching(/is damaged/),
    hint: expect.stringMatching(/copy/),
  });
});

test.skipIf(process.platform === 'win32')(
  'a new file is its owner’s alone, one that exists keeps its mode',
  async () => {
    const file = join(folder, 'mode.sqlite');
    const mode = () => statSync(file).mode & 0o777;
    const journal = new SqliteJournal(file);
    expect([mode(), statSync(`${file}-wal`).mode & 0o777]).toEqual([0o600, 0o600]);
    await journal.close();
    chmodSync(file, 0o640);
    await new SqliteJournal(file).close();
    expect(mode()).toBe(0o640);
  },
);

test('a log file that cannot be written is wrong usage', async () => {
  const settings = readSettings({ db: 'memory:', 'log-file': join(folder, 'none', 'log') }, {});
  await expect(serve(settings)).rejects.toMatchObject({
    code: 'cannot-start',
    exit: 2,
    message: expect.stringMatching(/^--log-file .*log cannot be written \(ENOENT\)$/),
  });
});
