import type { Requirement } from '@parsec-spec/spec/requirements';
import {
  type CheckFinished,
  type Counts,
  type Outcome,
  outcomes,
  type RowCount,
  type RunFinished,
} from './run-events.ts';

const ran: readonly Outcome[] = ['pass', 'fail', 'warning', 'knownFailure'];
const red: readonly Outcome[] = ['fail', 'stale', 'notTestable', 'flaky'];
const levels = ['MUST', 'SHOULD', 'MAY'] as const;

/** Number of checks with each outcome. */
export function countOutcomes(checks: readonly Pick<CheckFinished, 'outcome'>[]): Counts {
  const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  for (const { outcome } of checks) counts[outcome] += 1;
  return counts;
}

/** `pass` if at least one check passed and none is `fail`, `stale`, `notTestable` or `flaky`. */
export const verdictOf = (counts: Counts): 'pass' | 'fail' =>
  counts.pass > 0 && red.every((outcome) => counts[outcome] === 0) ? 'pass' : 'fail';

/** Counts the rows of the catalogue for these kinds of target, and those with a check that ran. */
export function countRows(
  requirements: readonly Requirement[],
  kinds: ReadonlySet<'server' | 'client'>,
  checks: readonly CheckFinished[],
): RunFinished['requirements'] {
  const levelOf = new Map<string, (typeof levels)[number]>();
  for (const { row, level, underTest, supersededBy } of requirements) {
    if (supersededBy !== undefined || !(underTest === 'both' || kinds.has(underTest))) continue;
    const known = levelOf.get(row);
    if (known === undefined || levels.indexOf(level) < levels.indexOf(known)) levelOf.set(row, level);
  }
  const verified = new Set(
    checks
      .filter(({ outcome }) => ran.includes(outcome))
      .flatMap((check) => check.requirements.map(({ row }) => row)),
  );
  const count = (level?: string): RowCount => {
    const rows = [...levelOf].filter(([, own]) => level === undefined || own === level).map(([row]) => row);
    return { total: rows.length, verified: rows.filter((row) => verified.has(row)).length };
  };
  return { ...count(), byLevel: { MUST: count('MUST'), SHOULD: count('SHOULD'), MAY: count('MAY') } };
}
