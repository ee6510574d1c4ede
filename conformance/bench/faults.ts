import { writeFileSync } from 'node:fs';
import { TargetError } from '../src/targets/target.ts';
import { killSweep, type Row } from './kill-sweep.ts';
import { type Options, readOptions, usage } from './options.ts';

// The kill sweep: runs scripts of requests against our server and kills it after each reply and
// inside each request. Exit codes: 1 if anything was lost or half-done, 2 for wrong usage, 4 and 5
// as in `validate` if no server starts, 70 for a fault of the sweep. `--sheet
// bench/results/kills.json` keeps the figures.
const options = read();
const rows: Row[] = [];
try {
  for (const database of options.databases) rows.push(await killSweep(database, options));
} catch (fault) {
  process.exitCode = report(fault);
}
// A loss counts even if a later database could not be tested.
if (rows.some(({ met }) => !met)) process.exitCode = 1;
if (options.sheet !== undefined && rows.length > 0) {
  const { kills, nodes, seed, sheet } = options;
  const figures = {
    title: 'Durability: SIGKILL after replies and inside requests',
    date: new Date().toISOString(),
    command: `npm run bench:faults -- --kills ${kills} --nodes ${nodes} --seed ${seed}`,
    rows,
  };
  writeFileSync(sheet, `${JSON.stringify(figures, undefined, 2)}\n`);
}
// A socket that a fault left half-open would keep Node running.
process.exit();

function read(): Options {
  try {
    return readOptions(process.argv.slice(2));
  } catch (fault) {
    process.stderr.write(`bench:faults: ${(fault as Error).message}\n\n${usage}\n`);
    process.exit(2);
  }
}

/** Prints why the sweep ended early; returns the exit code. */
function report(fault: unknown): number {
  if (!(fault instanceof TargetError)) {
    console.error('bench:faults broke down:', fault);
    return 70;
  }
  const { message, hint, log, exit } = fault;
  process.stderr.write(`bench:faults: ${message}\n  ${hint}\n${log}`);
  return exit;
}
