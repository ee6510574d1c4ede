import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chart } from '../src/report/chart.ts';
import { home, keptResults, page, writeDocument } from '../src/report/results-page.ts';
import { exampleResults as example } from './support/example-results.ts';
import { elementsOf } from './support/well-formed.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parsec-spec-bench-document-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const written = () => readFileSync(join(folder, 'README.md'), 'utf8');

test('the committed page and chart match the committed figures', () => {
  const kept = keptResults();
  if (kept === undefined) throw new Error('results/speed.json is missing: npm run bench -- --write');
  const hint = 'run `npm run bench -- --render`';
  expect(readFileSync(join(home, 'README.md'), 'utf8'), hint).toBe(page(kept));
  expect(readFileSync(join(home, 'speed.svg'), 'utf8'), hint).toBe(chart(kept));
});

test('new figures replace the old ones', () => {
  writeDocument(example, folder);
  expect(keptResults(folder)).toEqual(example);
  expect(written()).toContain('2026-01-02 03:04 UTC');
  expect(written()).toContain('Test & <Model>, 2 cores');
  expect(written()).toContain(
    '| parsec-spec, SQLite | 11,000 | 9,900 – 12,100 | 12.2× | 3.21 ms | 12.3 ms | 91 µs |',
  );
});

test('every row of a table has as many cells as its header', () => {
  writeDocument(example, folder);
  const blocks = written().match(/(?:^\|.*\n?)+/gm) ?? [];
  expect(blocks.length).toBeGreaterThanOrEqual(4);
  for (const block of blocks) {
    const widths = block
      .trim()
      .split('\n')
      .map((line) => line.match(/(?<!\\)\|/g)?.length);
    expect(new Set(widths).size, block).toBe(1);
  }
});

test('the page shows figures of other commands', () => {
  const sheet = {
    title: 'A million',
    date: '2026-01-02',
    command: 'npm run x',
    rows: [{ what: 'p50', seen: '1 ms', wanted: '2 ms', met: true }],
  };
  writeFileSync(join(folder, 'scale.json'), JSON.stringify(sheet));
  writeDocument(example, folder);
  expect(written()).toContain(
    '### A million\n\n`npm run x`, 2026-01-02.\n\n|  | wanted | seen | met |\n| --- | ---: | ---: | ---: |\n| p50 | 2 ms | 1 ms | yes |',
  );
});

test('an incomplete sheet is named in the error', () => {
  writeFileSync(join(folder, 'odd.json'), '{"title":"x"}');
  expect(() => writeDocument(example, folder)).toThrow(/odd\.json is no sheet/);
});

test('the chart is well-formed and has a bar for each server under each load', () => {
  const elements = elementsOf(chart(example));
  const bars = elements.filter(
    ({ name, attributes }) => name === 'rect' && /ours|theirs/.test(attributes.class ?? ''),
  );
  expect(bars).toHaveLength(8);
  const lengths = bars.map(({ attributes }) => Number(attributes.width));
  expect(lengths.every((length) => length >= 1 && length <= 300)).toBe(true);
  expect(chart(example)).toContain('prefers-color-scheme: dark');
});

test('the reader of the chart refuses malformed XML', () => {
  expect(() => elementsOf('<svg><g></svg>')).toThrow();
  expect(() => elementsOf('<svg a="1" a=2/>')).toThrow();
});
