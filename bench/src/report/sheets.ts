import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mark } from './figures.ts';
import type { Table } from './table.ts';

/** Figures of another command (`results/NAME.json`), told in the same document: how it scales, what it survives. */
export interface Sheet {
  readonly title: string;
  /** When and by what command. */
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

/** Reads a sheet; throws where it is none, naming the file. */
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
export function sheets(folder: string): readonly Sheet[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'speed.json');
  return files.sort().map((name) => readSheet(join(folder, name)));
}

/** A sheet as a table. */
export const sheetTable = ({ title, date, command, note, rows }: Sheet): Table => ({
  title,
  note: `\`${command}\`, ${date.slice(0, 10)}.${note === undefined ? '' : ` ${note}`}`,
  columns: ['', 'wanted', 'seen', 'met'],
  rows: rows.map(({ what, seen, wanted, met }) => [what, wanted ?? '–', seen, mark(met)]),
});
