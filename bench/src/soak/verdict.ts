import { median } from '../load/quantile.ts';
import { count, milliseconds, percent, times } from '../report/figures.ts';
import type { Sheet } from '../report/sheets.ts';
import type { Seen, SoakOptions } from './soak.ts';

/** How much slower valid requests may be beside malformed ones, and how much memory may grow after the first fifth, in MiB. */
const slower = 2;
const growth = 24;
/** A server that has just started grows for a while, whatever it is asked. */
const enough = 200_000;

/** What the soak showed, as it is kept and told. */
export function verdict(options: SoakOptions, seen: Seen, date: string): Sheet {
  const { report, seconds, before, beside, after, memory, alive, foreign } = seen;
  const statuses = Object.entries(report.statuses).sort(([left], [right]) => left.localeCompare(right));
  const broken = report.faults.length;
  // What is alone is measured twice; the machine may have been busier once.
  const alone = { p50: Math.max(before.p50, after.p50), p99: Math.max(before.p99, after.p99) };
  const part = (from: number, to: number): number =>
    median(memory.slice(Math.floor(memory.length * from), Math.max(1, Math.ceil(memory.length * to))));
  const [early, late] = [part(0.2, 0.4), part(0.8, 1)];
  const ratio = (name: 'p50' | 'p99'): Sheet['rows'][number] => ({
    what: `valid requests beside them, ${name}`,
    wanted: `at most ${slower}× of alone`,
    seen: `${milliseconds(beside[name])}, alone ${milliseconds(alone[name])}: ${times(beside[name] / alone[name])}`,
    met: beside[name] <= slower * alone[name],
  });
  return {
    title: 'Malformed requests',
    date,
    command: `npm run bench:soak -- --requests ${options.requests} --seed ${options.seed}`,
    note: `${count(report.sent / seconds)} a second against \`serve\` on SQLite, one in twenty of them no whole request; ${beside.requests} valid ones beside them. Answers: ${statuses.map(([status, many]) => `${status} ${count(many)}`).join(', ')}.${foreign > 0.1 ? ` Others took ${percent(foreign)} of the server's core.` : ''}`,
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
      ratio('p50'),
      ratio('p99'),
    ],
  };
}
