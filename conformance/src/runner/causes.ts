import { STEPS, type Step } from '../case/failure.ts';
import { failedIn, judgedStep } from './blocked.ts';
import type { Cause, CheckFinished } from './run-events.ts';
import { red } from './tally.ts';

/**
 * Groups the red checks of a run by cause. Bytes and identifiers do not count as different, because
 * each check has people, keys and certificates of its own. The earliest step comes first, then the cause that blocks
 * most checks, then MUST before SHOULD, then the cause with most checks.
 */
export function causesOf(checks: readonly CheckFinished[]): readonly Cause[] {
  const blocked = Map.groupBy(checks, ({ blockedBy }) => blockedBy);
  const groups = Map.groupBy(
    checks.filter(({ outcome }) => red.includes(outcome)),
    (check) =>
      JSON.stringify([
        stepOf(check),
        withoutOwnValues(check.expected ?? check.message),
        withoutOwnValues(check.observed),
      ]),
  );
  return [...groups.values()].map((own) => causeOf(own, blocked)).sort(byUrgency);
}

const withoutOwnValues = (text: string | undefined) =>
  text
    ?.replace(/\b\d+ bytes [0-9a-f]+…?/g, 'bytes')
    .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'identifier');

/** The step that a check judges, if it failed in it; or else the step that it needs. */
function stepOf(check: CheckFinished): Step | null {
  const judged = judgedStep(check.check);
  return judged !== undefined && failedIn(check, judged) ? judged : (check.step ?? null);
}

function causeOf(
  checks: readonly CheckFinished[],
  blocked: ReadonlyMap<string | undefined, readonly CheckFinished[]>,
): Cause {
  const command = commandOfMost(checks);
  const ordered = inOrder(checks, command);
  const [first] = ordered;
  if (first === undefined) throw new Error('a cause without a check');
  return {
    requirements: brokenRules(first, checks, command),
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

/**
 * The command of the request whose answer was wrong. A check without such a request compared what
 * its last request read.
 */
function commandOf({ exchanges, culprit = exchanges.length - 1 }: CheckFinished): string | undefined {
  const request = exchanges[culprit]?.request;
  if (request?.target.endsWith('/events') === true) return 'events_listen';
  return /\bcmd: "(\w+)"/.exec(request?.body?.decoded ?? '')?.[1];
}

/** The command that gave most of the wrong answers. */
function commandOfMost(checks: readonly CheckFinished[]): string | undefined {
  const byCommand = [...Map.groupBy(checks, commandOf)];
  return byCommand.sort(([, left], [, right]) => right.length - left.length)[0]?.[0];
}

/** Whether a rule is one of the command. Rules of other commands may only read with it. */
const isAbout = (id: string, command: string | undefined): boolean =>
  command !== undefined && id.startsWith(`${command}/`);

/** Of the rules of a check, those of the command if there are any, and that most checks name. */
function brokenRules(
  { requirements }: CheckFinished,
  checks: readonly CheckFinished[],
  command: string | undefined,
): Cause['requirements'] {
  const own = requirements.filter(({ id }) => isAbout(id, command));
  const candidates = own.length > 0 ? own : requirements;
  const most = Math.max(0, ...candidates.map(({ id }) => naming(id, checks)));
  return candidates
    .filter(({ id }) => naming(id, checks) === most)
    .map(({ id, row, section, level }) => ({ id, row, section, level }));
}

/**
 * The checks of a cause: one that judges its step comes first, then those of the command that
 * answered wrongly, then those of the rule that most of them name, the one with the fewest
 * exchanges first.
 */
function inOrder(checks: readonly CheckFinished[], command: string | undefined): readonly CheckFinished[] {
  const supports = new Map(checks.map((check) => [check, support(check, checks)]));
  const judges = (check: CheckFinished) => (stepOf(check) === judgedStep(check.check) ? 0 : 1);
  const isForeign = ({ requirements }: CheckFinished) =>
    requirements.some(({ id }) => isAbout(id, command)) ? 0 : 1;
  return checks.toSorted(
    (left, right) =>
      judges(left) - judges(right) ||
      isForeign(left) - isForeign(right) ||
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
