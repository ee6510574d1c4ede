import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { main } from '../src/main.ts';

test('a broken chapter, diagram or schema ends the program with file and line', async () => {
  const texts = await mkdtemp(join(tmpdir(), 'parsec-spec-texts-'));
  const write = async (file: string, text: string) => {
    await mkdir(dirname(join(texts, file)), { recursive: true });
    await writeFile(join(texts, file), text);
  };
  const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const built = join(texts, 'built');
  const chapter = join('spec', 'protocol', 'broken.md');
  await write('spec/README.md', '# Overview\n');
  for (const [text, line] of [
    ['# A\n\nText.\n\nSee [that](missing.md).\n', 5],
    ['Text without a heading.\n', 1],
    ['# A\n\n```mermaid\nsequenceDiagram\n  nonsense\n```\n', 5],
  ] as const) {
    await write(chapter, text);
    expect(await main(['--out', built], texts)).toBe(1);
    expect(told.mock.lastCall?.[0]).toMatch(new RegExp(`^${chapter}:${line}: `));
  }
  await rm(join(texts, chapter));
  await write('spec/types/broken.json', '{\n  "title": "A",\n  "description":\n}\n');
  expect(await main(['--out', built], texts)).toBe(1);
  expect(told.mock.lastCall?.[0]).toMatch(/^spec\/types\/broken\.json:4: /);
  told.mockRestore();
  expect(existsSync(built)).toBe(false);
  await rm(texts, { recursive: true });
});
