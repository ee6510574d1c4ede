import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chart } from '../src/report/chart.ts';
import { figuresPart, home, keptResults, withFigures, writeDocument } from '../src/report/document.ts';
import { exampleResults as example } from './example-results.ts';
import { elementsOf } from './well-formed.ts';

const readme = readFileSync(join(home, 'README.md'), 'utf8');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parsec-spec-bench-document-'));
  cpSync(join(home, 'README.md'), join(folder, 'README.md'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('README.md shows the figures that are kept, in results/', () => {
  expect(withFigures(readme, figuresPart(keptResults()))).toBe(readme);
});

test('the picture that is kept is that of the figures that are kept', () => {
  const kept = keptResults();
  if (kept === undefined) expect(readme).toContain('No figures are kept yet.');
  else expect(readFileSync(join(home, 'results', 'speed.svg'), 'utf8')).toBe(chart(kept));
});

test('new figures replace those before, and the text around them stays', () => {
  writeFileSync(
    join(folder, 'README.md'),
    `${readme.replace('# How fast', '# How fast\n\nWords before.')}Words after.\n`,
  );
  writeDocument(example, folder);
  const written = readFileSync(join(folder, 'README.md'), 'utf8');
  expect(written).toContain('Words before.');
  expect(written.endsWith('Words after.\n')).toBe(true);
  expect(written).toContain(
    '| parsec-spec, SQLite | 11,000 | 9,900 – 12,100 | 12.2× | 3.21 ms | 12.3 ms | 91 µs | 61 % |',
  );
  expect(written).toContain('2026-01-02 03:04 UTC');
  expect(written).toContain('Test & <Model>, 2 cores');
  expect(keptResults(folder)).toEqual(example);
});

test('every table of the README has as many cells in each row as columns', () => {
  writeDocument(example, folder);
  const lines = readFileSync(join(folder, 'README.md'), 'utf8').split('\n');
  const tables = lines.filter((line) => line.startsWith('|'));
  expect(tables.length).toBeGreaterThan(20);
  const blocks = lines.join('\n').match(/(?:^\|.*\n?)+/gm) ?? [];
  expect(blocks.length).toBeGreaterThanOrEqual(7);
  for (const block of blocks) {
    const widths = block
      .trim()
      .split('\n')
      .map((line) => line.match(/(?<!\\)\|/g)?.length);
    expect(new Set(widths).size, block).toBe(1);
  }
});

test('figures that another command left stand in the README too', () => {
  mkdirSync(join(folder, 'results'));
  const sheet = {
    title: 'A million',
    date: '2026-01-02',
    command: 'npm run x',
    rows: [{ what: 'p50', seen: '1 ms', wanted: '2 ms', met: true }],
  };
  writeFileSync(join(folder, 'results', 'scale.json'), JSON.stringify(sheet));
  writeDocument(example, folder);
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain(
    '### A million\n\n`npm run x`, 2026-01-02.\n\n|  | wanted | seen | met |\n| --- | ---: | ---: | ---: |\n| p50 | 2 ms | 1 ms | yes |',
  );
});

test('a file that is no sheet is named', () => {
  mkdirSync(join(folder, 'results'));
  writeFileSync(join(folder, 'results', 'odd.json'), '{"title":"x"}');
  expect(() => writeDocument(example, folder)).toThrow(/odd\.json is no sheet/);
});

test('the picture is well-formed, and shows every server under every load', () => {
  const elements = elementsOf(chart(example));
  const bars = elements.filter(
    ({ name, attributes }) => name === 'rect' && /ours|theirs/.test(attributes.class ?? ''),
  );
  expect(bars).toHaveLength(16);
  const lengths = bars.map(({ attributes }) => Number(attributes.width));
  expect(lengths.every((length) => length >= 1 && length <= 300)).toBe(true);
  expect(elements.filter(({ name }) => name === 'line')).toHaveLength(3);
  expect(chart(example)).toContain('prefers-color-scheme: dark');
});

test('what is not well-formed is noticed', () => {
  expect(() => elementsOf('<svg><g></svg>')).toThrow();
  expect(() => elementsOf('<svg a="1" a=2/>')).toThrow();
});
