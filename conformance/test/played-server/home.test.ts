import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { filesBelow } from '../../src/played-server/device-files.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'parsec-spec-home-'));
});
afterEach(() => rm(home, { recursive: true }));

const sparse = async (name: string, bytes: number): Promise<void> => {
  await writeFile(join(home, name), '');
  await truncate(join(home, name), bytes);
};

test('at most 4 MiB of a file in a home are read, and 64 MiB of all', async () => {
  await writeFile(join(home, 'a.keys'), 'short');
  expect((await filesBelow(home)).map(({ bytes }) => String(bytes))).toEqual(['short']);
  for (let file = 0; file < 30; file += 1) await sparse(`${file}.log`, 150 << 20);
  const before = process.memoryUsage().arrayBuffers;
  const found = (await filesBelow(home)).map(({ bytes }) => bytes.length);
  expect(Math.max(...found)).toBe(4 << 20);
  expect(found.reduce((sum, length) => sum + length, 0)).toBe(64 << 20);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 << 20);
});

test.skipIf(process.platform === 'win32')('links and pipes in a home are not read', async () => {
  await symlink('/dev/zero', join(home, 'zero.keys'));
  await symlink('/', join(home, 'root'));
  execFileSync('mkfifo', [join(home, 'pipe.keys')]);
  await writeFile(join(home, 'a.keys'), 'file');
  expect(await filesBelow(home)).toEqual([{ path: join(home, 'a.keys'), bytes: Buffer.from('file') }]);
});
