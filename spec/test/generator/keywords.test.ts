import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ownKeywords } from '../../generator/read-schemas.ts';
import { scalar, wire } from '../../src/schemas/wire.ts';

const root = join(import.meta.dirname, '..', '..');
const section =
  /^## Schemas\n[\s\S]*?(?=^## )/m.exec(readFileSync(join(root, 'README.md'), 'utf8'))?.[0] ?? '';

/** The names in the first column of the table with this heading. */
function named(heading: string): readonly string[] {
  const [, ...rows] =
    new RegExp(`^\\| ${heading} \\|(?:.*\\n\\|)*.*`, 'm').exec(section)?.[0].split('\n') ?? [];
  return rows.slice(1).flatMap((row) => row.split('|')[1]?.match(/\w+/g) ?? []);
}

test('the README explains the keywords of the schemas that JSON Schema lacks', () => {
  expect(named('keyword').toSorted()).toEqual(ownKeywords.toSorted());
});

test('the README explains the words of `wire` and `scalar`', () => {
  expect(named('word').toSorted()).toEqual(Object.keys({ ...wire, ...scalar }).toSorted());
});

test('each keyword and word is in use', () => {
  const folders = '{types,certificates,payloads,commands,administration}/**/*.json';
  const texts = globSync(folders, { cwd: root }).map((path) => readFileSync(join(root, path), 'utf8'));
  const unused = [
    ...named('keyword').map((name) => `"${name}":`),
    ...named('word').map((name) => `"${name}"`),
  ];
  expect(unused.filter((part) => !texts.some((text) => text.includes(part)))).toEqual([]);
});
