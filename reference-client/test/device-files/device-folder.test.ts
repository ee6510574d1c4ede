import { chmod, mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isWritableByOthers, removeAbandonedSaves } from '../../src/node/device-folder.ts';

const now = Date.UTC(2026, 0, 1);
const minute = 60_000;
let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'parsec-spec-client-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** Writes a file whose age is given in minutes. */
async function file(name: string, minutes: number): Promise<void> {
  const path = join(home, name);
  await writeFile(path, 'sealed');
  const time = new Date(now - minutes * minute);
  await utimes(path, time, time);
}

it('removes temporary files of saves that are older than an hour, and nothing else', async () => {
  const random = 'c0ffee012345';
  await mkdir(join(home, 'sub'));
  for (const name of [
    `a.keys.${random}.new`,
    `a.keys.pending.${random}.new`,
    `sub/a.keys.claim.${random}.new`,
  ])
    await file(name, 61);
  const kept = [
    `young.keys.${random}.new`,
    'a.keys',
    'a.keys.pending',
    'a.keys.claim',
    'notes.new',
    `a.json.${random}.new`,
    'a.keys.mine.new',
  ];
  for (const name of kept) await file(name, name.startsWith('young') ? 59 : 600);
  await symlink(join(home, 'a.keys'), join(home, `link.keys.${random}.new`));
  await removeAbandonedSaves(home, now);
  expect((await readdir(home, { recursive: true })).sort()).toEqual(
    [...kept, `link.keys.${random}.new`, 'sub'].sort(),
  );
});

it('treats a missing folder as empty', async () => {
  await removeAbandonedSaves(join(home, 'none'), now);
  expect(await isWritableByOthers(join(home, 'none'))).toBe(false);
});

it.runIf(process.platform !== 'win32').each([
  [0o700, false],
  [0o755, false],
  [0o775, true],
  [0o757, true],
])('a folder of mode %o is writable by others: %s', async (mode, expected) => {
  await chmod(home, mode);
  expect(await isWritableByOthers(home)).toBe(expected);
});
