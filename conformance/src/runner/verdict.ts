import type { Requirement } from '@parsec-spec/spec/requirements';
import type { CheckResult, Outcome } from './check-result.ts';
import {
  type Counts,
  isRed,
  outcomes,
  type PropertiesFinished,
  type RowCount,
  type RunResult,
  type Verdict,
} from './run-events.ts';

const ran: readonly Outcome[] = ['pass', 'fail', 'warning', 'knownFailure'];
/** Outcomes that leave a run without a verdict, if none is red. */
const unjudged: readonly Outcome[] = ['notTestable', 'blocked'];
const levels = ['MUST', 'SHOULD', 'MAY'] as const;

/** Number of checks with each outcome. */
export function countOutcomes(checks: readonly Pick<CheckResult, 'outcome'>[]): Counts {
  const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  for (const { outcome } of checks) counts[outcome] += 1;
  return counts;
}

/** Number of red checks. */
export const countRed = ({ fail, stale, flaky }: Counts): number => fail + stale + flaky;

/** The verdict of a run that was not interrupted. `properties`: its generated lives, if any. */
export function verdictOf(counts: Counts, properties?: PropertiesFinished): Verdict {
  const { counterexamples = [], hindrance, lives = 0 } = properties ?? {};
  if (countRed(counts) > 0 || counterexamples.some(({ outcome }) => isRed(outcome))) return 'fail';
  const isUnjudged = hindrance !== undefined || unjudged.some((outcome) => counts[outcome] > 0);
  return isUnjudged || counts.pass + lives === 0 ? 'none' : 'pass';
}

/** Catalogue rows for these kinds of target, and those that have a check which ran. */
export function countRows(
  requirements: readonly Requirement[],
  kinds: ReadonlySet<'server' | 'client'>,
  checks: readonly CheckResult[],
): RunResult['requirements'] {
  const levelOf = new Map<string, (typeof levels)[number]>();
  for (const { row, level, underTest, supersededBy } of requirements) {
    if (supersededBy !== undefined || !(underTest === 'both' || kinds.has(underTest))) continue;
    const strongest = levelOf.get(row);
    if (strongest === undefined || levels.indexOf(level) < levels.indexOf(strongest)) levelOf.set(row, level);
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
