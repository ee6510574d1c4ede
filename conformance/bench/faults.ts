import { writeFileSync } from 'node:fs';
import { TargetError } from '../src/targets/index.ts';
import { killSweep, type Row } from './kill-sweep.ts';
import { type Options, readOptions, usage } from './options.ts';

// The kill sweep: lives of organizations are led before our server, which is killed after every reply and inside every request.
// Exit codes: 1 when anything was lost or half-done, 2 for wrong usage, 4 and 5 as `validate` has them when no server can be
// had, 70 when the sweep broke down. `--sheet bench/results/kills.json` keeps the figures for bench/README.md.
const options = read();
const rows: Row[] = [];
try {
  for (const database of options.databases) rows.push(await killSweep(database, options));
} catch (fault) {
  process.exitCode = told(fault);
}
// What was lost is lost, whatever came after it.
if (rows.some(({ met }) => !met)) process.exitCode = 1;
if (options.sheet !== undefined && rows.length > 0) {
  const { kills, nodes, seed, sheet } = options;
  const figures = {
    title: 'What it survives: SIGKILL after replies and inside requests',
    date: new Date().toISOString(),
    command: `npm run bench:faults -- --kills ${kills} --nodes ${nodes} --seed ${seed}`,
    rows,
  };
  writeFileSync(sheet, `${JSON.stringify(figures, undefined, 2)}\n`);
}
// As `validate` does: left to end by itself, Node may wait for ever for a socket that a fault left half-open.
process.exit();

function read(): Options {
  try {
    return readOptions(process.argv.slice(2));
  } catch (fault) {
    process.stderr.write(`bench:faults: ${(fault as Error).message}\n\n${usage}\n`);
    process.exit(2);
  }
}

/** Says why no more can be seen. Its exit code. */
function told(fault: unknown): number {
  if (!(fault instanceof TargetError)) {
    console.error('bench:faults broke down:', fault);
    return 70;
  }
  const { message, hint, log, exit } = fault;
  process.stderr.write(`bench:faults: ${message}\n  ${hint}\n${log}`);
  return exit;
}
