import type { Results } from '../results.ts';
import { names } from '../servers/line-up.ts';
import type { ContenderId } from '../servers/server.ts';
import { count, mark, milliseconds, percent, times } from './format.ts';
import { goals, type LoadDescription, loads, ratio } from './goals.ts';

/** A table: the first column is aligned left, the others right. */
export interface Table {
  readonly title: string;
  readonly note?: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Formats a table for a terminal. */
export function asText({ title, note, columns, rows }: Table): string {
  const widths = columns.map((column, at) =>
    Math.max(column.length, ...rows.map((row) => row[at]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `  ${cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ')}`;
  return [title, ...(note === undefined ? [] : [note]), line(columns), ...rows.map(line)].join('\n');
}

/** Formats a table as Markdown. */
export function asMarkdown({ title, note, columns, rows }: Table): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = line(columns.map((_, at) => (at === 0 ? '---' : '---:')));
  return [
    `### ${title}`,
    '',
    ...(note === undefined ? [] : [note, '']),
    line(columns),
    rule,
    ...rows.map(line),
  ].join('\n');
}

/** Share of a core used by other processes above which the report warns. */
const MAX_DISTURBANCE = 0.1;

/** Largest share of the server's core that other processes used. */
const disturbance = ({ loads }: Results): number =>
  Math.max(
    0,
    ...Object.values(loads).flatMap((measured) => Object.values(measured).map(({ foreign }) => foreign)),
  );

/** Date, machine, versions and warnings, one line each. */
export function circumstances(results: Results): readonly string[] {
  const { date, form, rounds, durationSeconds, machine, versions, missing } = results;
  const others = disturbance(results);
  return [
    `${date.slice(0, 16).replace('T', ' ')} UTC, ${form} form: middle of ${rounds} rounds in turns, ${durationSeconds} s in all`,
    `${machine.model}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}`,
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    ...missing.map(({ id, reason }) => `left out: ${names[id]}: ${reason}`),
    ...(others < MAX_DISTURBANCE
      ? []
      : [
          `THE MACHINE WAS LOADED: other processes used up to ${percent(others)} of the servers' core; ratios may hold, rates do not`,
        ]),
  ];
}

/** The servers of the tables, in order. */
export const serverIds = Object.keys(names) as readonly ContenderId[];

/** The server that ratios refer to. */
export const base = 'cloud-postgres' satisfies ContenderId;

/** All figures as tables. */
export const tables = (results: Results): readonly Table[] => [
  goalTable(results),
  ...loads.map((load) => loadTable(results, load)),
  memoryTable(results),
];

const goalTable = (results: Results): Table => ({
  title: 'Goals',
  note: 'Ratios of medians, side by side in one run.',
  columns: ['', 'wanted', 'seen', 'met'],
  rows: goals(results).map(({ what, wanted, seen, met }) => [what, wanted, seen, mark(met)]),
});

function loadTable(results: Results, { kind, title, note, unit }: LoadDescription): Table {
  const rows = serverIds.flatMap((id) => {
    const figures = results.loads[kind]?.[id];
    if (figures === undefined) return [];
    const { perSecond, p50, p99, cpu } = figures;
    const by = ratio(results, kind, id, base);
    return [
      [
        names[id],
        count(perSecond.median),
        `${count(perSecond.low)} – ${count(perSecond.high)}`,
        by === undefined ? '–' : times(by),
        milliseconds(p50.median),
        milliseconds(p99.median),
        `${count(cpu.median)} µs`,
      ],
    ];
  });
  return {
    title,
    note,
    columns: ['', `${unit}/s`, 'least – most', 'ratio', 'p50', 'p99', 'CPU each'],
    rows,
  };
}

const memoryTable = ({ memory }: Results): Table => ({
  title: 'Memory',
  note: 'Resident memory of the server without its database: before the first request, after the last one, and the peak.',
  columns: ['', 'before', 'after', 'peak'],
  rows: serverIds.flatMap((id) => {
    const sizes = memory[id];
    return sizes === undefined
      ? []
      : [[names[id], ...[sizes.before, sizes.after, sizes.most].map((size) => `${count(size)} MiB`)]];
  }),
});
