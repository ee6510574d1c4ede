import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { reportEvent } from '../src/report/report-events.ts';
import { runSuite } from '../src/runner/run-suite.ts';
import { openTarget } from '../src/targets/open-target.ts';
import { plural } from '../src/wire/terminal-text.ts';
import { emptySweep, killScripts, type Sweep } from './kill-script.ts';
import type { Database, Options } from './options.ts';

/** The result on one database: a row of the file with figures. */
export interface Row {
  readonly what: string;
  readonly seen: string;
  readonly wanted: string;
  readonly met: boolean;
}

/**
 * Runs the kill sweep on one database. Prints progress on stderr and a summary on stdout.
 *
 * @throws TargetError if the server cannot be started
 */
export async function killSweep(database: Database, options: Options): Promise<Row> {
  const { kills, nodes, jobs, seed } = options;
  const bin = fileURLToPath(new URL('../../cli/bin/parsec-spec.mjs', import.meta.url));
  const target = await openTarget(`cmd:'${process.execPath}' '${bin}' serve --dev --log-level error`, {
    targetFile: fileURLToPath(new URL('../targets/reference-server.yaml', import.meta.url)),
    with: database === 'postgres' ? 'postgres' : undefined,
  });
  if (target.kind === 'client') throw new Error('no server');
  const sweep = emptySweep();
  const checks = killScripts({ kills, nodes }, sweep);
  const started = performance.now();
  const failures: string[] = [];
  const progress = () =>
    process.stderr.write(
      `${database}: ${sweep.afterReplies + sweep.insideRequests} of ${kills} kills, ${seconds(started)} s${failures.length === 0 ? '' : `, ${failures.length} failures`}\n`,
    );
  const timer = setInterval(progress, 10_000);
  try {
    await runSuite({
      server: target,
      checks,
      seed,
      run: randomBytes(3).toString('hex'),
      jobs,
      faults: true,
      again: false,
      onEvent: (event) => {
        if (event.event !== 'check-finished') return;
        if (event.outcome === 'pass') return;
        failures.push(`${event.check}: ${event.outcome}: ${reportEvent(event).message ?? ''}`);
        process.stderr.write(`  ${failures.at(-1)}\n`);
      },
    });
  } finally {
    clearInterval(timer);
    await target.close();
  }
  process.stdout.write(summary(database, options, sweep, failures, started));
  const killsMade = sweep.afterReplies + sweep.insideRequests;
  return {
    what: `lost or half-done on ${database}`,
    wanted: `0 in ${kills} kills`,
    seen: `${failures.length} in ${killsMade} kills (${sweep.insideRequests} inside requests), ${sweep.acknowledged} acknowledged requests`,
    met: failures.length === 0 && killsMade >= kills,
  };
}

const seconds = (since: number): number => Math.round((performance.now() - since) / 1000);

function summary(
  database: Database,
  { nodes, seed }: Options,
  sweep: Sweep,
  failures: readonly string[],
  started: number,
): string {
  return [
    `${database}, ${plural(nodes, 'node')}, seed ${seed}, ${seconds(started)} s`,
    `  kills                      ${sweep.afterReplies + sweep.insideRequests} (${sweep.afterReplies} after a reply, ${sweep.insideRequests} inside or between requests)`,
    `  acknowledged requests      ${sweep.acknowledged}`,
    `  checks of all of them      ${sweep.stateReads}`,
    `  unanswered requests        ${sweep.applied} applied, ${sweep.notApplied} not`,
    `  lost, half-done or stuck   ${failures.length}`,
    ...failures.map((failure) => `    ${failure}`),
    '',
  ].join('\n');
}
