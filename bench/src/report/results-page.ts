import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Results } from '../results.ts';
import { chart } from './chart.ts';
import { mark } from './format.ts';
import { asMarkdown, circumstances, type Table, tables } from './tables.ts';

/** The folder of the figures, of the chart and of the page made from them. */
export const home = join(import.meta.dirname, '..', '..', 'results');

/** The figures of the last run with `--write`, if any. */
export function keptResults(folder: string = home): Results | undefined {
  const path = join(folder, 'speed.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Results) : undefined;
}

/** The page `results/README.md`. */
export function page(results: Results | undefined, folder: string = home): string {
  const speed =
    results === undefined
      ? ['No figures are kept yet.']
      : [
          circumstances(results)
            .map((line) => `- ${line}`)
            .join('\n'),
          '![Rates under two loads](speed.svg)',
          ...tables(results).map(asMarkdown),
        ];
  const others = sheets(folder).map((sheet) => asMarkdown(sheetTable(sheet)));
  return `${[heading, ...speed, ...others].join('\n\n')}\n`;
}

/** Writes new figures, if any, and renders chart and page. */
export function writeDocument(results: Results | undefined, folder: string = home): void {
  mkdirSync(folder, { recursive: true });
  if (results !== undefined)
    writeFileSync(join(folder, 'speed.json'), `${JSON.stringify(results, null, 2)}\n`);
  const latest = keptResults(folder);
  if (latest !== undefined) writeFileSync(join(folder, 'speed.svg'), chart(latest));
  writeFileSync(join(folder, 'README.md'), page(latest, folder));
}

/** Figures of another command (`results/NAME.json`), shown on the same page. */
export interface Sheet {
  readonly title: string;
  /** Date and command of the measurement. */
  readonly date: string;
  readonly command: string;
  readonly note?: string;
  readonly rows: readonly {
    readonly what: string;
    readonly seen: string;
    readonly wanted?: string;
    readonly met?: boolean;
  }[];
}

/**
 * Reads a sheet.
 *
 * @throws Error that names the file if a required key is missing
 */
function readSheet(file: string): Sheet {
  const read: Partial<Sheet> = JSON.parse(readFileSync(file, 'utf8'));
  const { title, date, command, rows } = read;
  const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
  const whole =
    [title, date, command].every(isText) &&
    Array.isArray(rows) &&
    rows.every(({ what, seen }) => isText(what) && isText(seen));
  if (!whole) throw new Error(`${file} is no sheet: it needs title, date, command and rows of what and seen`);
  return read as Sheet;
}

/** The sheets of a folder, by name of file. */
function sheets(folder: string): readonly Sheet[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'speed.json');
  return files.sort().map((name) => readSheet(join(folder, name)));
}

const sheetTable = ({ title, date, command, note, rows }: Sheet): Table => ({
  title,
  note: `\`${command}\`, ${date.slice(0, 10)}.${note === undefined ? '' : ` ${note}`}`,
  columns: ['', 'wanted', 'seen', 'met'],
  rows: rows.map(({ what, seen, wanted, met }) => [what, wanted ?? '–', seen, mark(met)]),
});

const heading = `# Figures

<!-- made by \`npm run bench -- --write\`; do not edit -->`;
