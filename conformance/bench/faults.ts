import { writeFileSync } from 'node:fs';
import { TargetError } from '../src/targets/target.ts';
import { killSweep, type Row } from './kill-sweep.ts';
import { type Options, readOptions, usage } from './options.ts';

// The kill sweep. It sends scripts of requests to our server, and kills the server after replies
// and inside requests. `--sheet bench/results/kills.json` stores the figures.
//
// Exit codes: 1 if something was lost or applied partially, 2 for wrong usage, 4 or 5 as in
// `validate` if no server starts, 70 for an error of the sweep itself.
const options = read();
const rows: Row[] = [];
try {
  for (const database of options.databases) rows.push(await killSweep(database, options));
} catch (error) {
  process.exitCode = report(error);
}
// The exit code is 1 even if a later database could not be tested.
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
// A half-open socket would keep Node running.
process.exit();

function read(): Options {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`bench:faults: ${(error as Error).message}\n\n${usage}\n`);
    process.exit(2);
  }
}

/** Prints why the sweep ended early. Returns the exit code. */
function report(error: unknown): number {
  if (!(error instanceof TargetError)) {
    console.error('bench:faults failed:', error);
    return 70;
  }
  const exits = { usage: 2, unreachable: 4, prerequisite: 5 } as const;
  const { message, hint, log, code } = error;
  process.stderr.write(`bench:faults: ${message}\n  ${hint}\n${log}`);
  return exits[code];
}
