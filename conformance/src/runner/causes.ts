import { STEPS, type Step } from '../case/failure.ts';
import { failedIn, judgedStep } from './blocked.ts';
import type { Cause, CheckFinished } from './run-events.ts';
import { red } from './tally.ts';

/**
 * Groups the red checks of a run by cause. Bytes do not count as different, because each check has
 * keys and certificates of its own. The earliest step comes first, then the cause that blocks
 * most checks, then MUST before SHOULD, then the cause with most checks.
 */
export function causesOf(checks: readonly CheckFinished[]): readonly Cause[] {
  const blocked = Map.groupBy(checks, ({ blockedBy }) => blockedBy);
  const groups = Map.groupBy(
    checks.filter(({ outcome }) => red.includes(outcome)),
    (check) =>
      JSON.stringify([
        stepOf(check),
        withoutBytes(check.expected ?? check.message),
        withoutBytes(check.observed),
      ]),
  );
  return [...groups.values()].map((own) => causeOf(own, blocked)).sort(byUrgency);
}

const withoutBytes = (text: string | undefined) => text?.replace(/\b\d+ bytes [0-9a-f]+…?/g, 'bytes');

/** The step that a check judges, if a request of that step failed; or else the step that it needs. */
function stepOf(check: CheckFinished): Step | null {
  const { step, culprit } = check;
  const judged = judgedStep(check.check);
  const hasRequest = step === judged || culprit !== undefined;
  return judged !== undefined && hasRequest && failedIn(check, judged) ? judged : (step ?? null);
}

function causeOf(
  checks: readonly CheckFinished[],
  blocked: ReadonlyMap<string | undefined, readonly CheckFinished[]>,
): Cause {
  const ordered = inOrder(checks);
  const [first] = ordered;
  if (first === undefined) throw new Error('a cause without a check');
  return {
    requirements: brokenRules(first, checks),
    step: stepOf(first),
    expected: first.expected ?? 'a check that ends with a finding',
    observed: first.observed ?? first.message?.split('\n')[0] ?? '',
    checks: ordered.map(({ check }) => check),
    blocked: ordered.flatMap(({ check }) => (blocked.get(check) ?? []).map((one) => one.check)),
    replay: first.replay ?? null,
  };
}

/** How many of the checks name a requirement. */
const naming = (id: string, checks: readonly CheckFinished[]): number =>
  checks.filter(({ requirements }) => requirements.some((requirement) => requirement.id === id)).length;

/** The most checks that name one requirement of a check. */
const support = ({ requirements }: CheckFinished, checks: readonly CheckFinished[]): number =>
  Math.max(0, ...requirements.map(({ id }) => naming(id, checks)));

/** Of the rules of a check, those that most of the checks name. */
const brokenRules = (first: CheckFinished, checks: readonly CheckFinished[]): Cause['requirements'] =>
  first.requirements
    .filter(({ id }) => naming(id, checks) === support(first, checks))
    .map(({ id, row, section, level }) => ({ id, row, section, level }));

/**
 * The checks of a cause: one that judges its step comes first, then those of the rule that most of
 * them name, the one with the fewest exchanges first.
 */
function inOrder(checks: readonly CheckFinished[]): readonly CheckFinished[] {
  const supports = new Map(checks.map((check) => [check, support(check, checks)]));
  const judges = (check: CheckFinished) => (stepOf(check) === judgedStep(check.check) ? 0 : 1);
  return checks.toSorted(
    (left, right) =>
      judges(left) - judges(right) ||
      (supports.get(right) ?? 0) - (supports.get(left) ?? 0) ||
      left.exchanges.length - right.exchanges.length ||
      (left.check < right.check ? -1 : 1),
  );
}

const levels = ['MUST', 'SHOULD', 'MAY'];

function byUrgency(left: Cause, right: Cause): number {
  const step = ({ step }: Cause) => (step === null ? STEPS.length : STEPS.indexOf(step));
  const level = ({ requirements }: Cause) =>
    Math.min(levels.length, ...requirements.map((one) => levels.indexOf(one.level)));
  return (
    step(left) - step(right) ||
    right.blocked.length - left.blocked.length ||
    level(left) - level(right) ||
    right.checks.length - left.checks.length ||
    ((left.checks[0] ?? '') < (right.checks[0] ?? '') ? -1 : 1)
  );
}
