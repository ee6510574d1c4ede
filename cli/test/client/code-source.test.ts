import { existsSync, lstatSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { clearCode, writeCode } from '../../src/client/code-source.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-code-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('deletes the code of an earlier greeting, also behind a link, which stays', async () => {
  const [file, link] = [join(folder, 'code'), join(folder, 'link')];
  symlinkSync(file, link);
  for (const ownCodeFile of [file, link]) {
    writeFileSync(file, 'AAAA\n');
    clearCode({ ownCodeFile });
    expect(existsSync(ownCodeFile)).toBe(false);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
  }
  await writeCode({ ownCodeFile: link }, 'BBBB');
  expect(readFileSync(file, 'utf8')).toBe('BBBB\n');
});

it('leaves terminals, pipes and missing files alone', () => {
  for (const ownCodeFile of [join(folder, 'none'), folder, '/dev/null']) clearCode({ ownCodeFile });
  expect(existsSync(folder)).toBe(true);
});
