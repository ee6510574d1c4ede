import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureRound, median, type RoundFigures, ratios, writeFigures } from './measure-round.ts';
import { type Contender, exchange, memory, startServer, stop, token } from './measured-server.ts';

// Compares the latency of a call on a server with many organizations and on one with few.
// Run `npm run build` first: the built server is measured.
const { values } = parseArgs({
  options: {
    few: { type: 'string', default: '1000' },
    many: { type: 'string', default: '1000000' },
    /** Calls per server and round. */
    calls: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '5' },
    /** Folder in which the filled stores are kept. In `/dev/shm` the disk is not measured. */
    folder: { type: 'string' },
    port: { type: 'string', default: '7400' },
    /** File for the figures: `../bench/results/scale.json`. */
    sheet: { type: 'string' },
  },
});
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'parsec-spec-scale-'));
mkdirSync(folder, { recursive: true });
const contenders: (Contender & { most: number })[] = [];

function printRound(number: number, figures: readonly RoundFigures[]): void {
  for (const [index, { p50, p90, p99, cpu, fromDisk }] of figures.entries())
    console.log(
      `round ${number}, ${contenders[index]?.count} organizations: p50 ${p50.toFixed(3)} ms, p90 ${p90.toFixed(3)} ms, p99 ${p99.toFixed(3)} ms, ${cpu.toFixed(0)} µs of CPU each, ${fromDisk.toFixed(1)} MiB from the disk`,
    );
}

async function printStatistics(one: Contender & { most: number }): Promise<void> {
  for (const format of ['json', 'csv']) {
    const start = performance.now();
    const authorized = { Authorization: `Bearer ${token}` };
    const path = `/administration/stats?format=${format}`;
    const { status, bytes } = await exchange(one, 'GET', path, authorized);
    console.log(
      `${one.count} organizations: statistics as ${format} ${status}, ${(bytes / 1_048_576).toFixed(1)} MiB in ${((performance.now() - start) / 1_000).toFixed(1)} s; at most ${one.most.toFixed(0)} MiB of memory so far`,
    );
  }
}

async function run(): Promise<void> {
  const [calls, rounds] = [Number(values.calls), Number(values.rounds)];
  for (const [index, count] of [values.few, values.many].entries())
    contenders.push({ ...(await startServer(folder, Number(count), Number(values.port) + index)), most: 0 });
  // Warm-up.
  await measureRound(contenders, calls);
  const results: (readonly RoundFigures[])[] = [];
  for (let number = 1; number <= rounds; number++) {
    results.push(await measureRound(contenders, calls));
    printRound(number, results.at(-1) ?? []);
  }
  const pair = (name: 'p50' | 'p90' | 'p99') => {
    const [few = [], many = []] = [0, 1].map((index) => results.map((both) => both[index]?.[name] ?? 0));
    return { few, many };
  };
  console.log(`p50: ${median(ratios(pair('p50'))).toFixed(2)} times as long (goal: at most 1.2)`);
  for (const one of contenders) await printStatistics(one);
  const where = values.folder === undefined ? '' : ` --folder ${values.folder}`;
  const command = `npm run bench:scale -- --few ${values.few} --many ${values.many} --calls ${calls} --rounds ${rounds}${where}`;
  if (values.sheet !== undefined) writeFigures(values.sheet, command, contenders, pair('p50'));
}

const watch = setInterval(() => {
  for (const one of contenders) if (one.child.exitCode === null) one.most = Math.max(one.most, memory(one));
}, 50);
try {
  await run();
} finally {
  clearInterval(watch);
  for (const one of contenders) await stop(one);
  if (values.folder === undefined) rmSync(folder, { recursive: true });
}
