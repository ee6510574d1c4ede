import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Results } from '../results/results.ts';
import { chart } from './chart.ts';
import { circumstances } from './circumstances.ts';
import { sheets, sheetTable } from './sheets.ts';
import { asMarkdown } from './table.ts';
import { tables } from './tables.ts';

const begin = '<!-- figures: made by `npm run bench -- --write`; do not edit -->';
const end = '<!-- end of figures -->';

/** The folder whose README holds the figures, with `results/` beside it. */
export const home = join(import.meta.dirname, '..', '..');

const file = (folder: string, name: string): string => join(folder, name);

/** The figures that were kept last; undefined when none were. */
export function keptResults(folder: string = home): Results | undefined {
  const path = file(folder, 'results/speed.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Results) : undefined;
}

/** The generated part of the README. */
export function figuresPart(results: Results | undefined, folder: string = home): string {
  const speed =
    results === undefined
      ? ['No figures are kept yet.']
      : [
          circumstances(results)
            .map((line) => `- ${line}`)
            .join('\n'),
          '![Rates under four loads](results/speed.svg)',
          ...tables(results).map(asMarkdown),
        ];
  return [
    begin,
    ...speed,
    ...sheets(file(folder, 'results')).map((sheet) => asMarkdown(sheetTable(sheet))),
    end,
  ].join('\n\n');
}

/** A document with its generated part replaced; what stands around it stays. */
export function withFigures(document: string, part: string): string {
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the README has no place for figures: ${begin} … ${end}`);
  return document.slice(0, from) + part + document.slice(to + end.length);
}

/** Keeps new figures, or tells the kept ones anew (other commands may have left theirs): results, picture, README. */
export function writeDocument(results: Results | undefined, folder: string = home): void {
  mkdirSync(file(folder, 'results'), { recursive: true });
  if (results !== undefined) {
    writeFileSync(file(folder, 'results/speed.json'), `${JSON.stringify(results, null, 2)}\n`);
    writeFileSync(file(folder, 'results/speed.svg'), chart(results));
  }
  const readme = file(folder, 'README.md');
  const part = figuresPart(results, folder);
  writeFileSync(readme, withFigures(readFileSync(readme, 'utf8'), part));
}
