import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runSuite } from '../src/engine/index.ts';
import { openTarget } from '../src/targets/index.ts';
import { deadlyLives, emptySweep, type Sweep } from './deadly-life.ts';

// The kill sweep: lives of organizations are led before our server, which is killed after every reply and inside every request.
// Progress on stderr, one summary for each database on stdout; exit code 1 when anything was lost or half-done. `--sheet bench/results/kills.json` keeps them for bench/README.md.
const usage =
  'usage: npm run bench:faults -- [--kills 1000] [--db sqlite|postgres]... [--nodes 1] [--jobs 2] [--seed HEX] [--sheet FILE]\n';
const databases = ['sqlite', 'postgres'] as const;
type Database = (typeof databases)[number];
const isDatabase = (name: string): name is Database => databases.some((one) => one === name);
const number = (text: string): number => (/^[1-9]\d{0,5}$/.test(text) ? Number(text) : Number.NaN);

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '1000' },
    db: { type: 'string', multiple: true },
    nodes: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '2' },
    seed: { type: 'string', default: randomBytes(4).toString('hex') },
    sheet: { type: 'string' },
  },
});
const [kills, nodes, jobs] = [number(values.kills), number(values.nodes), number(values.jobs)];
const asked = values.db ?? databases;
const chosen = asked.filter(isDatabase);
if (chosen.length < asked.length || [kills, nodes, jobs].some(Number.isNaN)) {
  process.stderr.write(usage);
  process.exit(2);
}
const rows: { what: string; seen: string; wanted: string; met: boolean }[] = [];
for (const database of chosen) if (!(await sweepOf(database))) process.exitCode = 1;
if (values.sheet !== undefined) {
  const sheet = {
    title: 'What it survives: SIGKILL after replies and inside requests',
    date: new Date().toISOString(),
    command: `npm run bench:faults -- --kills ${kills} --nodes ${nodes} --seed ${values.seed}`,
    rows,
  };
  writeFileSync(values.sheet, `${JSON.stringify(sheet, undefined, 2)}\n`);
}
// As `validate` does: left to end by itself, Node may wait for ever for a socket that a fault left half-open.
process.exit();

async function sweepOf(database: Database): Promise<boolean> {
  const bin = fileURLToPath(new URL('../../cli/bin/parsec-spec.mjs', import.meta.url));
  const target = await openTarget(`cmd:'${process.execPath}' '${bin}' serve --dev --log-level error`, {
    targetFile: fileURLToPath(new URL('../targets/reference-server.yaml', import.meta.url)),
    with: database === 'postgres' ? 'postgres' : undefined,
  });
  if (target.kind === 'client') throw new Error('no server');
  const sweep = emptySweep();
  const checks = deadlyLives({ kills, nodes }, sweep);
  const started = performance.now();
  const failures: string[] = [];
  const progress = () =>
    process.stderr.write(
      `${database}: ${sweep.after + sweep.inside} of ${kills} kills, ${seconds(started)} s${failures.length === 0 ? '' : `, ${failures.length} failures`}\n`,
    );
  const timer = setInterval(progress, 10_000);
  try {
    await runSuite({
      server: target,
      checks,
      seed: values.seed,
      run: randomBytes(3).toString('hex'),
      jobs,
      faults: true,
      again: false,
      onEvent: (event) => {
        if (event.event !== 'check-finished') return;
        if (event.outcome === 'pass') return;
        failures.push(`${event.check}: ${event.outcome}: ${event.message ?? event.reason ?? ''}`);
        process.stderr.write(`  ${failures.at(-1)}\n`);
      },
    });
  } finally {
    clearInterval(timer);
    await target.close();
  }
  process.stdout.write(summary(database, sweep, failures, started));
  const struck = sweep.after + sweep.inside;
  const met = failures.length === 0 && struck >= kills;
  rows.push({
    what: `lost or half-done on ${database}`,
    wanted: `0 in ${kills} kills`,
    seen: `${failures.length} in ${struck} kills (${sweep.inside} inside requests), ${sweep.acknowledged} acknowledged requests`,
    met,
  });
  return met;
}

function seconds(since: number): number {
  return Math.round((performance.now() - since) / 1000);
}

function summary(database: Database, sweep: Sweep, failures: readonly string[], started: number): string {
  return [
    `${database}, ${nodes} node${nodes === 1 ? '' : 's'}, seed ${values.seed}, ${seconds(started)} s`,
    `  kills                      ${sweep.after + sweep.inside} (${sweep.after} after a reply, ${sweep.inside} inside or between requests)`,
    `  acknowledged requests      ${sweep.acknowledged}`,
    `  looks at all of them       ${sweep.looks}`,
    `  unanswered requests        ${sweep.done} carried out, ${sweep.undone} not`,
    `  lost, half-done or stuck   ${failures.length}`,
    ...failures.map((failure) => `    ${failure}`),
    '',
  ].join('\n');
}
