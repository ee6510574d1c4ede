import type { ContenderId } from '../contenders/contender.ts';
import { names } from '../contenders/line-up.ts';
import type { Results } from '../results/results.ts';
import { count, mark, milliseconds, percent, times } from './figures.ts';
import { goals, ratio, share } from './goals.ts';
import { loads, type Told } from './loads.ts';
import type { Table } from './table.ts';

/** Who is shown, in order. */
export const shown = Object.keys(names) as readonly ContenderId[];

/** Against whom ratios are. */
export const base = 'cloud-postgres' satisfies ContenderId;

/** Everything that was seen, as tables. */
export const tables = (results: Results): readonly Table[] => [
  goalTable(results),
  ...loads.map((told) => loadTable(results, told)),
  memoryTable(results),
  ...(results.flat.length === 0 ? [] : [flatTable(results)]),
];

const goalTable = (results: Results): Table => ({
  title: 'Goals',
  note: 'Ours on SQLite, side by side in one run.',
  columns: ['', 'wanted', 'seen', 'met'],
  rows: goals(results).map(({ what, wanted, seen, met }) => [what, wanted, seen, mark(met)]),
});

function loadTable(results: Results, { kind, title, note, unit, verifications }: Told): Table {
  const rows = shown.flatMap((id) => {
    const figures = results.loads[kind]?.[id];
    if (figures === undefined) return [];
    const { perSecond, p50, p99, whole, cpu } = figures;
    const [by, part] = [ratio(results, kind, id, base), share(results, kind, id, verifications)];
    return [
      [
        names[id],
        count(perSecond.median),
        `${count(perSecond.low)} – ${count(perSecond.high)}`,
        by === undefined ? '–' : times(by),
        milliseconds(p50.median),
        milliseconds(p99.median),
        ...(whole === undefined ? [] : [milliseconds(whole.median)]),
        `${count(cpu.median)} µs`,
        ...(part === undefined ? [] : [percent(part)]),
      ],
    ];
  });
  const limit = verifications === 0 ? [] : ['of the Ed25519 limit'];
  const whole = kind === 'fanout' ? ['p50 from sending'] : [];
  return {
    title,
    note,
    columns: ['', `${unit}/s`, 'least – most', 'ratio', 'p50', 'p99', ...whole, 'CPU each', ...limit],
    rows,
  };
}

const memoryTable = ({ memory }: Results): Table => ({
  title: 'Memory',
  note: 'Resident memory of the server, without its database: before the first request, after the last, and the most there ever was.',
  columns: ['', 'before', 'after', 'most'],
  rows: shown.flatMap((id) => {
    const seen = memory[id];
    return seen === undefined
      ? []
      : [[names[id], ...[seen.before, seen.after, seen.most].map((size) => `${count(size)} MiB`)]];
  }),
});

const flatTable = ({ flat }: Results): Table => ({
  title: 'Memory over many requests',
  note: 'Ours on SQLite, after a warm-up and after each fifth, in MiB.',
  columns: ['', ...(flat[0]?.steps ?? []).map((_, step) => (step === 0 ? 'warm' : `${step}/5`))],
  rows: flat.map(({ what, requests, steps }) => [`${count(requests)} ${what}`, ...steps.map(count)]),
});
