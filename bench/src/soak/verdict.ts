import { median } from '../load/quantile.ts';
import { count, milliseconds, percent, times } from '../report/figures.ts';
import type { Sheet } from '../report/sheets.ts';
import type { Times } from './probe.ts';
import type { Beside, Seen, SoakOptions } from './soak.ts';

/** How much slower valid requests may be beside malformed ones, and how much memory may grow after the first fifth, in MiB. */
const slower = 2;
const growth = 24;
/** A server that has just started grows for a while, whatever it is asked. */
const enough = 200_000;

/** What the soak showed, as it is kept and told. */
export function verdict(options: SoakOptions, seen: Seen, date: string): Sheet {
  const { report, seconds, beside, memory, alive, busy, foreign } = seen;
  const statuses = Object.entries(report.statuses).sort(([left], [right]) => left.localeCompare(right));
  const broken = report.faults.length;
  const part = (from: number, to: number): number =>
    median(memory.slice(Math.floor(memory.length * from), Math.max(1, Math.ceil(memory.length * to))));
  const [early, late] = [part(0.2, 0.4), part(0.8, 1)];
  const ratio = (name: 'p50' | 'p99', load?: number): Sheet['rows'][number] => {
    const wanted = `at most ${slower}× of alone`;
    const those = beside.filter((part) => part.load === load);
    // One request alone, sent again, has nothing beside it.
    if (those.length === 0)
      return { what: `valid requests beside them, ${name}`, wanted, seen: 'not measured' };
    const time = (of: readonly Times[]) => milliseconds(median(of.map((one) => one[name])));
    // Each part beside the pauses before and after it: the machine may be busier at times.
    const alone = compared(those.map((part) => part[name] / mean(part.around, name)));
    const valid = those.flatMap(({ besideValid, ...part }) =>
      besideValid === undefined ? [] : { ratio: part[name] / besideValid[name], besideValid },
    );
    const core = (of: readonly Beside[]) => percent(median(of.map(({ taken }) => taken)));
    const told = [`${alone.text} of alone (${time(those.flatMap(({ around }) => around))})`];
    const asMuch = valid.length === 0 ? undefined : compared(valid.map((one) => one.ratio));
    if (asMuch !== undefined) {
      const theirs = valid.map((one) => one.besideValid);
      told.push(`${asMuch.text} of beside valid calls (${time(theirs)}, they took ${core(theirs)})`);
    }
    return {
      what: `valid requests while they take ${core(those)} of its core, ${name}: middle of ${those.length} parts`,
      wanted,
      seen: `${time(those)}: ${told.join('; ')}`,
      met: alone.middle <= slower,
    };
  };
  const loads = [...new Set(beside.map(({ load }) => load))];
  return {
    title: 'Malformed requests',
    date,
    command: `npm run bench:soak -- --requests ${options.requests} --seed ${options.seed}${options.rate === undefined ? ` --load ${options.loads.join(',')}` : ` --rate ${options.rate}`}`,
    note: `${count(report.sent / seconds)} a second against \`serve\` on SQLite, one in twenty of them no whole request, ${percent(busy)} of its core; ${count(beside.reduce((sum, { requests }) => sum + requests, 0))} valid ones beside them. Answers: ${statuses.map(([status, many]) => `${status} ${count(many)}`).join(', ')}.${foreign > 0.1 ? ` Others took ${percent(foreign)} of the server's core.` : ''}`,
    rows: [
      {
        what: 'requests',
        wanted: count(options.requests),
        seen: count(report.sent),
        met: report.sent >= options.requests,
      },
      { what: 'answered 5xx, or nonsense', wanted: '0', seen: count(broken), met: broken === 0 },
      { what: 'the server at the end', wanted: 'answers', seen: alive ? 'answers' : 'is gone', met: alive },
      {
        what: 'memory, second fifth and last fifth',
        wanted: `grows by at most ${growth} MiB, under 300 MiB (judged from ${count(enough)} requests on)`,
        seen: `${count(early)} and ${count(late)} MiB`,
        ...(report.sent < enough ? {} : { met: late - early <= growth && Math.max(...memory) < 300 }),
      },
      ...(loads.length === 0 ? [undefined] : loads).flatMap((load) => [
        ratio('p50', load),
        ratio('p99', load),
      ]),
    ],
  };
}

function compared(ratios: readonly number[]): { readonly middle: number; readonly text: string } {
  const middle = median(ratios);
  return {
    middle,
    text: `${times(middle)} (${times(Math.min(...ratios))} to ${times(Math.max(...ratios))})`,
  };
}

const mean = (of: readonly Times[], name: 'p50' | 'p99'): number =>
  of.reduce((sum, one) => sum + one[name], 0) / of.length;
