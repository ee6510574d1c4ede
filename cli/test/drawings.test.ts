import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');

/** The drawings: "… (`FOLDER`):" and a fence. */
const drawings = [...text.matchAll(/^\*\*.*\(`([\w/-]+)`\):\n\n```\n([\s\S]*?)^```$/gm)].map(
  ([, folder = '', drawing = '']) => ({ folder, drawing }),
);

test('ARCHITECTURE.md has three drawings', () => {
  expect(drawings.map(({ folder }) => folder)).toEqual([
    'reference-server/src',
    'conformance/src',
    'reference-client/src',
  ]);
});

describe.each(drawings)('the drawing of $folder', ({ folder, drawing }) => {
  /** A file and the function that follows it: `core/judge.ts judge`. */
  const named = [...drawing.matchAll(/((?:[\w-]+\/)+[\w-]+\.ts) (\w+)/g)].map(([, file = '', name = '']) => ({
    file,
    name,
  }));

  test('names functions', () => {
    expect(named.length).toBeGreaterThan(5);
  });

  test.each(named)('$file has $name', ({ file, name }) => {
    const path = join(root, folder, file);
    expect(existsSync(path), `${folder}/${file} is gone: mend the drawing in ARCHITECTURE.md`).toBe(true);
    const defines = new RegExp(`^\\s*(export )?(async )?(function |class |const )?${name}\\b.*[({=<]`, 'm');
    expect(readFileSync(path, 'utf8'), `${file} has no ${name}: mend ARCHITECTURE.md`).toMatch(defines);
  });
});
