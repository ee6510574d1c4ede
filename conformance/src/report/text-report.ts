import { type CheckFinished, type Outcome, outcomes } from '../events/index.ts';
import type { Paint } from './paint.ts';
import type { RunLog } from './run-log.ts';
import { bySection } from './sections.ts';
import { terminalBlock, terminalLine } from '../terminal/index.ts';
import { textFinding } from './text-finding.ts';

const words: Readonly<Record<Outcome, string>> = {
  pass: 'pass',
  fail: 'fail',
  warning: 'warning',
  note: 'note',
  knownFailure: 'known failure',
  stale: 'stale',
  notTestable: 'not testable',
  notApplicable: 'not applicable',
  flaky: 'flaky',
};

const told: readonly Outcome[] = [
  'pass',
  'note',
  'warning',
  'knownFailure',
  'notTestable',
  'stale',
  'flaky',
  'fail',
];
const inFull: readonly Outcome[] = ['stale', 'flaky', 'fail'];

/**
 * The run for a terminal: its sections, the checks that did not pass (worst last), and the verdict.
 * If none passed, it also says why each of the others did not apply.
 */
export function textReport({ started, checks, finished }: RunLog, paint: Paint): string {
  const { suite, target, client, seed } = started;
  const targets = [target, client]
    .filter((item) => item !== undefined)
    .map(({ address, server }) => terminalLine(`${address} (${server})`));
  const lines = [
    `${paint.bold(`${suite.name} ${suite.version}`)} on ${targets.join(' and ')} ${paint.dim(`seed ${seed}`)}`,
    '',
  ];
  for (const { section, counts, checks: own, rows } of bySection(checks)) {
    lines.push(
      `  ${section.padEnd(10)} ${bar(counts, own.length, paint)} ${String(rows).padStart(3)} rows  ${spell(counts, paint)}`,
    );
  }
  const passed = checks.some(({ outcome }) => outcome === 'pass');
  for (const outcome of passed ? told : (['notApplicable', ...told] as const)) {
    // Of the passed checks, only those with a message are listed: a race that did not fail this
    // time.
    const own = checks.filter(
      (check) => check.outcome === outcome && (outcome !== 'pass' || check.message !== undefined),
    );
    if (own.length > 0)
      lines.push(
        '',
        inFull.includes(outcome)
          ? own.map((check) => textFinding(check, paint)).join('\n\n')
          : brief(outcome, own, paint),
      );
  }
  if (finished === undefined) return [...lines, '', 'the run did not end', ''].join('\n');
  const { verdict, counts, requirements, durationMs, organizations, interrupted } = finished;
  lines.push(
    '',
    `${requirements.verified} of ${requirements.total} rows of the catalogue verified, ${checks.length} checks in ${(durationMs / 1000).toFixed(1)} s`,
  );
  if (organizations.created > 0) lines.push(remaining(organizations, started.target.address));
  lines.push(
    `${paint.outcome(`verdict-${verdict}`, `verdict: ${verdict}`)}${interrupted ? ' (interrupted)' : ''}  ${spell(counts, paint)}`,
    '',
  );
  return lines.join('\n');
}

function brief(outcome: Outcome, checks: readonly CheckFinished[], paint: Paint): string {
  const reasons = Map.groupBy(checks, (check) => check.reason ?? check.message ?? '');
  return [...reasons]
    .map(
      ([reason, own]) =>
        `${paint.outcome(outcome, words[outcome])} ${own.map(({ check }) => check).join(', ')}\n  | ${terminalBlock(reason, '  | ')}`,
    )
    .join('\n');
}

function bar(counts: Readonly<Record<Outcome, number>>, total: number, paint: Paint): string {
  const width = 20;
  const filled = Math.round((counts.pass / total) * width);
  const red = counts.fail + counts.stale + counts.flaky + counts.notTestable > 0;
  return `${paint.outcome('pass', '█'.repeat(red ? Math.min(filled, width - 1) : filled))}${paint.outcome(red ? 'fail' : 'notApplicable', '░'.repeat(width - (red ? Math.min(filled, width - 1) : filled)))}`;
}

const spell = (counts: Readonly<Record<Outcome, number>>, paint: Paint): string =>
  outcomes
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => paint.outcome(outcome, `${counts[outcome]} ${words[outcome]}`))
    .join(', ');

function remaining(
  { created, expired }: { readonly created: number; readonly expired: number },
  address: string,
): string {
  const left =
    expired === created
      ? 'all expired'
      : expired === 0
        ? 'not expired, for want of the administration token'
        : `${expired} of them expired`;
  return `${created} organizations named ps-… remain on ${address} (${left})`;
}
