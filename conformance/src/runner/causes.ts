import { families } from '@parsec-spec/spec/commands';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { STEPS, type Step } from '../judge/failure.ts';
import { type Body, generalized, type Observation } from '../judge/observation.ts';
import { ruleOf } from '../judge/prerequisite-steps.ts';
import { expectsRefusal, failedIn, judgedStep, operationOf, subjectOf } from './blocked-checks.ts';
import type { CheckResult, RequirementView } from './check-result.ts';
import { type CauseGroup, isRed } from './run-events.ts';

/**
 * Groups the red checks of a run by cause: same step, expected and observed facts. Where a reply has a
 * status, or an operation seems to be missing, checks of one cause also have the same subject, and
 * where a request should have been refused, the same broken rules. Bytes,
 * identifiers, addresses and times do not count as different, because each check has people, keys and
 * certificates of its own. Replies that are neither text nor msgpack, such as compressed or encrypted
 * ones, have one cause.
 *
 * The earliest step comes first, then the cause that blocks most checks, then MUST before SHOULD,
 * then a rule that defines the expected HTTP status before others, then one expected answer before
 * several, then the cause with the simplest check.
 */
export function causesOf(checks: readonly CheckResult[]): readonly CauseGroup[] {
  const blocked = Map.groupBy(checks, ({ blockedBy }) => blockedBy);
  const suspicion = suspicionOf(checks);
  const groups = Map.groupBy(
    checks.filter(({ outcome }) => isRed(outcome)),
    (check) => keyOf(check, suspicion),
  );
  return [...groups.values()]
    .map((own) => orderedCause(own, blocked, suspicion))
    .sort(byUrgency)
    .map(({ cause }) => cause);
}

function keyOf(check: CheckResult, suspicion: Suspicion): string {
  const { failure, reason, outcome } = check;
  const unreadable = failure?.observed.map(unreadableBody).find((body) => body !== undefined);
  if (unreadable !== undefined) return `unreadable: ${unreadable.encoding ?? 'none'}`;
  const facts =
    failure === undefined
      ? [outcome, reason]
      : [failure.expected, failure.observed].map((list) => list.map((one: Observation) => generalized(one)));
  const subject = wrongSubjectOf(check);
  const isOfSubject = isUnserved(check) || onlyAnswer(failure?.observed).status !== undefined;
  const rules = isWronglyAccepted(check) ? brokenRules(check, subject, suspicion).map(({ id }) => id) : [];
  return JSON.stringify([failedStep(check), isOfSubject ? subject : undefined, rules, ...facts]);
}

/** Whether a request with a mistake was accepted. Two checks with different mistakes say nothing of each other. */
const isWronglyAccepted = (check: CheckResult): boolean => {
  const { http, status } = onlyAnswer(check.failure?.observed);
  return expectsRefusal(check) && (http === 200 || status === 'ok');
};

/** The body of a reply that is neither text nor msgpack. */
function unreadableBody(observation: Observation): Body | undefined {
  const body = 'body' in observation ? observation.body : undefined;
  return typeof body === 'object' && body.hex !== undefined ? body : undefined;
}

/**
 * The step that a check judges, if it failed in it. A failure in a step that a check only needs
 * stands if the step itself has not failed, and says nothing about the step.
 */
function failedStep(check: CheckResult): Step | null {
  const ownStep = judgedStep(check.check);
  return ownStep !== undefined && failedIn(check, ownStep) ? ownStep : null;
}

/** The rules that the failed expectation states, or else those of the check. */
const statedRules = ({ rules, requirements }: CheckResult): readonly RequirementView[] =>
  rules ?? requirements;

/** The share of the checks of a rule that failed. */
type Suspicion = (rule: string) => number;

function suspicionOf(checks: readonly CheckResult[]): Suspicion {
  const counts = new Map<string, { failed: number; passed: number }>();
  for (const check of checks.filter((one) => !isNeeding(one)))
    for (const { id } of statedRules(check)) {
      const { outcome } = check;
      const count = counts.get(id) ?? { failed: 0, passed: 0 };
      counts.set(id, count);
      if (isRed(outcome)) count.failed += 1;
      if (outcome === 'pass') count.passed += 1;
    }
  return (rule) => {
    const { failed, passed } = counts.get(rule) ?? { failed: 0, passed: 0 };
    return failed === 0 ? 0 : failed / (failed + passed);
  };
}

/** Whether a prerequisite of a check failed. */
const isNeeding = (check: CheckResult): boolean =>
  check.failure?.needed === true && failedStep(check) === null;

/** The size of a check: the number of its different operations, then that of its requests. */
type Size = readonly [operations: number, requests: number];

const sizeOf = ({ exchanges }: CheckResult): Size => [
  new Set(exchanges.map(({ request }) => operationOf(request))).size,
  exchanges.length,
];

const compareSizes = (left: Size, right: Size): number => left[0] - right[0] || left[1] - right[1];

interface OrderedCause {
  readonly cause: CauseGroup;
  /** All its checks failed in what they need and do not judge. */
  readonly isNeeding: boolean;
  /** It names a rule that defines the expected answer, and so may explain the others. */
  readonly isDefining: boolean;
  /** The size of its first check. */
  readonly size: Size;
}

function orderedCause(
  checks: readonly CheckResult[],
  blocked: ReadonlyMap<string | undefined, readonly CheckResult[]>,
  suspicion: Suspicion,
): OrderedCause {
  const subject = subjectOfMost(checks);
  const [surest, ...others] = inOrder(checks, subject, suspicion);
  if (surest === undefined) throw new Error('a cause without a check');
  const requirements = brokenRules(surest, subject, suspicion);
  const ordered = ownFirst([surest, ...others], requirements);
  const [first = surest] = ordered;
  return {
    isNeeding: isNeeding(first),
    isDefining: definingRules(surest).length > 0 && !isUnknownOperation(surest),
    size: sizeOf(first),
    cause: {
      requirements,
      step: failedStep(first),
      first,
      checks: ordered.map(({ check }) => check),
      blocked: ordered.flatMap(({ check }) => (blocked.get(check) ?? []).map((one) => one.check)),
    },
  };
}

/** The only answer that a check expected or observed. */
function onlyAnswer(
  facts: readonly Observation[] = [],
): Partial<Record<'http', number> & Record<'status', string>> {
  const [answer, ...others] = facts;
  return answer !== undefined && others.length === 0 && ('http' in answer || 'status' in answer)
    ? answer
    : {};
}

/** Whether a check expected that a valid request is accepted. */
function expectsSuccess({ failure }: CheckResult): boolean {
  const { http, status } = onlyAnswer(failure?.expected);
  return http === 200 || status === 'ok';
}

/** Whether a valid request was refused as if the server did not know its operation. */
const isUnserved = (check: CheckResult): boolean => expectsSuccess(check) && isUnknownOperation(check);

const isUnknownOperation = ({ failure }: CheckResult): boolean =>
  [404, 405, 415, 501].includes(onlyAnswer(failure?.observed).http ?? 0);

/**
 * The subject of the request whose answer was wrong. A check without such a request compared what
 * its last request read.
 */
function wrongSubjectOf({ exchanges, culprit = exchanges.length - 1 }: CheckResult): string | undefined {
  const request = exchanges[culprit]?.request;
  return request === undefined ? undefined : subjectOf(request);
}

/** The subject of most of the wrong answers. */
function subjectOfMost(checks: readonly CheckResult[]): string | undefined {
  const bySubject = [...Map.groupBy(checks, wrongSubjectOf)];
  return bySubject.sort(([, left], [, right]) => right.length - left.length)[0]?.[0];
}

const commands: ReadonlySet<string> = new Set(Object.values(families).flatMap((family) => family.commands));

/** Whether a rule is one of another command, which may only use the one that answered wrongly. */
function isForeign(rule: string, subject: string | undefined): boolean {
  const [own = ''] = rule.split('/');
  return subject !== undefined && own !== subject && commands.has(own);
}

/** Whether a check failed because a valid request of another subject than its rules was refused. */
const isUsing = (check: CheckResult, subject: string | undefined): boolean =>
  expectsSuccess(check) && !statedRules(check).some(({ id }) => id.split('/', 1)[0] === subject);

/** The rules that give an HTTP status its meaning. Rules of changes state the status, too. */
const rulesOfStatus: Readonly<Record<number, readonly RequirementId[]>> = {
  302: ['links/redirects'],
  406: ['transport/accept-is-event-stream'],
  410: ['authentication/invitation-deleted'],
  413: ['transport/body-over-1-mib'],
  460: ['authentication/expired-is-460'],
  461: ['authentication/revoked-is-461'],
  462: ['authentication/frozen-is-462'],
  463: ['terms-of-service/pending-is-463'],
  498: ['authentication/not-too-early', 'authentication/not-too-late'],
};

/** The rules of a check that give the expected status its meaning. */
function definingRules(check: CheckResult): readonly RequirementView[] {
  const { http: code, status = 'ok' } = onlyAnswer(check.failure?.expected);
  const { http = 0 } = onlyAnswer(check.failure?.observed);
  const isReplyByHttp = status !== 'ok' && http >= 400 && http < 500;
  const defining = isReplyByHttp ? ['transport/handled-command-is-200' as const] : rulesOfStatus[code ?? 0];
  return statedRules(check).filter(({ id }) => defining?.some((one) => one === id));
}

/**
 * The rule of the step, if the check judges it, or the rule that defines the expected status.
 * Otherwise, of the rules of a check, those of which the largest share of checks failed, without those
 * of other commands if there are any.
 */
function brokenRules(
  check: CheckResult,
  subject: string | undefined,
  suspicion: Suspicion,
): CauseGroup['requirements'] {
  const requirements = statedRules(check);
  if (check.rules !== undefined) return requirements.map(withoutSentence);
  const defining = definingRules(check);
  if (defining.length > 0) return defining.map(withoutSentence);
  const own = requirements.filter(({ id }) => !isForeign(id, subject));
  const candidates =
    failedStep(check) !== null
      ? check.requirements.filter(({ id }) => id === ruleOf(check.check))
      : own.length > 0
        ? own
        : requirements;
  const most = Math.max(0, ...candidates.map(({ id }) => suspicion(id)));
  return candidates.filter(({ id }) => suspicion(id) === most).map(withoutSentence);
}

const withoutSentence = ({ id, row, section, level }: RequirementView) => ({ id, row, section, level });

/**
 * The checks of a cause. A check that judges a failed step comes first, of several that of the
 * earliest. Checks that judge what failed come before those that need it, checks of the
 * rule that defines the expected status before others, checks that state the broken rule before
 * others, and checks of the operation that answered wrongly before those that use it. Then the
 * smallest check comes first, then the one of the most suspicious rule.
 */
function inOrder(
  checks: readonly CheckResult[],
  subject: string | undefined,
  suspicion: Suspicion,
): readonly CheckResult[] {
  const keys = new Map(
    checks.map((check) => [
      check,
      {
        step: stepIndex(failedStep(check)),
        isNeeding: Number(isNeeding(check)),
        isDefining: Number(definingRules(check).length > 0),
        isVague: Number(check.rules === undefined),
        isForeign: Number(statedRules(check).every(({ id }) => isForeign(id, subject))),
        isUsing: Number(isUsing(check, subject)),
        size: sizeOf(check),
        suspicion: Math.max(0, ...statedRules(check).map(({ id }) => suspicion(id))),
      },
    ]),
  );
  return [...keys]
    .sort(
      ([left, one], [right, other]) =>
        one.step - other.step ||
        one.isNeeding - other.isNeeding ||
        other.isDefining - one.isDefining ||
        one.isVague - other.isVague ||
        one.isForeign - other.isForeign ||
        one.isUsing - other.isUsing ||
        compareSizes(one.size, other.size) ||
        other.suspicion - one.suspicion ||
        (left.check < right.check ? -1 : 1),
    )
    .map(([check]) => check);
}

/** Whether an expectation allows several answers, as after a race, which says less of the cause. */
const isTolerant = ({ first }: CauseGroup): boolean => (first.failure?.expected.length ?? 0) > 1;

/** Puts checks that are about the broken rules before those that meet them on their way. */
function ownFirst(checks: readonly CheckResult[], rules: CauseGroup['requirements']): readonly CheckResult[] {
  const isOwn = (check: CheckResult) =>
    failedStep(check) !== null ||
    (!isNeeding(check) && check.requirements.some(({ id }) => rules.some((rule) => rule.id === id)));
  return checks.toSorted((left, right) => Number(isOwn(right)) - Number(isOwn(left)));
}

const stepIndex = (step: Step | null): number => (step === null ? STEPS.length : STEPS.indexOf(step));

const levels = ['MUST', 'SHOULD', 'MAY'];

function byUrgency(left: OrderedCause, right: OrderedCause): number {
  const step = ({ cause: { step } }: OrderedCause) => stepIndex(step);
  const level = ({ cause: { requirements } }: OrderedCause) =>
    Math.min(levels.length, ...requirements.map((one) => levels.indexOf(one.level)));
  return (
    step(left) - step(right) ||
    right.cause.blocked.length - left.cause.blocked.length ||
    level(left) - level(right) ||
    Number(left.isNeeding) - Number(right.isNeeding) ||
    Number(right.isDefining) - Number(left.isDefining) ||
    Number(isTolerant(left.cause)) - Number(isTolerant(right.cause)) ||
    compareSizes(left.size, right.size) ||
    right.cause.checks.length - left.cause.checks.length ||
    ((left.cause.checks[0] ?? '') < (right.cause.checks[0] ?? '') ? -1 : 1)
  );
}
