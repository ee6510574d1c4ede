import { type Hindrance, STEPS, type Step } from '../judge/failure.ts';
import { judgingChecks, ruleOf, stepOfRule } from '../judge/prerequisite-steps.ts';
import { baselineAnswer } from './baseline.ts';
import type { CheckResult } from './check-result.ts';
import { commandOf, type ExchangeView } from './exchange-view.ts';

/**
 * Reports finished checks, and holds back those that a step, or a rule that they do not judge, may
 * block until the checks that judge it have run.
 */
export class StepResults {
  /** False: every failure stands. */
  readonly isEnabled: boolean;
  readonly #report: (event: CheckResult) => void;
  readonly #onHeld: (event: CheckResult) => void;
  /** The checks that judge a step and have finished. */
  readonly #stepChecks: CheckResult[] = [];
  readonly #held: CheckResult[] = [];
  readonly #finished = new Set<string>();
  /** By requirement: a check of it that failed in it. */
  readonly #broken = new Map<string, string>();

  /** @param onHeld - receives each failure that is held back */
  constructor(
    isEnabled: boolean,
    report: (event: CheckResult) => void,
    onHeld: (event: CheckResult) => void = () => undefined,
  ) {
    this.isEnabled = isEnabled;
    this.#report = report;
    this.#onHeld = onHeld;
  }

  take(event: CheckResult): void {
    this.#finished.add(event.check);
    if (judgedStep(event.check) !== undefined) this.#stepChecks.push(event);
    if (hasFailed(event) && !isElsewhere(event)) this.#broken.set(ruleOf(event.check), event.check);
    const mayBeBlocked =
      hasFailed(event) && (event.failure?.step !== undefined || isRouteLevel(event) || isElsewhere(event));
    if (this.isEnabled && event.outcome !== 'knownFailure' && mayBeBlocked) {
      this.#held.push(event);
      this.#onHeld(event);
    } else this.#report(event);
  }

  /** Whether a check has finished. */
  has(check: string): boolean {
    return this.#finished.has(check);
  }

  /** The first step without which no organization can be made, if its check has failed. */
  gate(): Hindrance | undefined {
    for (const step of ['create', 'bootstrap'] as const) {
      const first = this.#stepChecks.find(({ check }) => check === judgingChecks[step]);
      if (first?.failure !== undefined && failedIn(first, step))
        return { step, observed: first.failure.observed };
    }
    return undefined;
  }

  /** Checks that have not run, and judge steps that others failed in. */
  wanted(): readonly string[] {
    const steps = new Set(
      this.#held.map(({ failure }) => failure?.step).filter((step) => step !== undefined),
    );
    return [...steps].map((step) => judgingChecks[step]).filter((check) => !this.has(check));
  }

  /** A check that failed in the rule that this one met on its way. */
  #brokenRule({ rules = [] }: CheckResult): string | undefined {
    return rules.map(({ id }) => this.#broken.get(id)).find((check) => check !== undefined);
  }

  /** Reports the checks that were held back. */
  end(): void {
    const rankOf = ({ check }: CheckResult) =>
      isFirstCheck(check) ? STEPS.indexOf(judgedStep(check) ?? 'create') : STEPS.length;
    const stepChecks = this.#stepChecks.toSorted((left, right) => rankOf(left) - rankOf(right));
    for (const event of this.#held.splice(0)) {
      const blockedBy =
        blockingCheck(event, stepChecks) ?? (isElsewhere(event) ? this.#brokenRule(event) : undefined);
      this.#report(blockedBy === undefined ? event : blockedEvent(event, blockedBy));
    }
  }
}

/** Whether a check failed in a rule that it does not judge, such as a story in a step on its way. */
const isElsewhere = ({ check, rules = [], requirements }: CheckResult): boolean =>
  judgedStep(check) === undefined &&
  rules.length > 0 &&
  !rules.some(({ id }) => requirements.some((own) => own.id === id));

/** The result of a blocked check: without exchanges, which say nothing of its own rule. */
function blockedEvent(failed: CheckResult, blockedBy: string): CheckResult {
  const { culprit: _, rules: __, leftProcesses: ___, added: ____, ...result } = failed;
  return { ...result, outcome: 'blocked', exchanges: [], blockedBy };
}

/**
 * The step that a check judges; undefined for most checks. Further checks of the same rule judge it
 * for other users, for example.
 */
export const judgedStep = (check: string): Step | undefined => stepOfRule(ruleOf(check));

/** Whether a check is the first one of the rule of its step, without which nothing else works. */
const isFirstCheck = (check: string): boolean => Object.values(judgingChecks).includes(check);

/** Whether a check failed, whatever its level and the baseline say of it. */
const hasFailed = ({ state }: CheckResult): boolean => state === 'broken' || state === 'disagrees';

/** The route of the request that failed: `/authenticated`, for example. */
const routeOf = ({ exchanges, culprit }: CheckResult): string | undefined =>
  culprit === undefined ? undefined : exchanges[culprit]?.request.target.split(/[/?]/)[1];

/**
 * The check that judges the step by which another check is blocked: it failed with the same
 * observation, at the step that the other one needs or on the route that the other one called.
 *
 * @param stepChecks the finished checks that judge a step, the first one of each step before the others
 * @returns undefined if the failure stands
 */
function blockingCheck(failed: CheckResult, stepChecks: readonly CheckResult[]): string | undefined {
  const own = judgedStep(failed.check);
  for (const stepCheck of stepChecks) {
    const step = judgedStep(stepCheck.check);
    if (step === undefined || stepCheck.check === failed.check || !failedIn(stepCheck, step)) continue;
    if (observationKey(stepCheck) !== observationKey(failed)) continue;
    // No two checks of a step block each other.
    if (own === step && !isFirstCheck(stepCheck.check)) continue;
    if (failed.failure?.step === step) return stepCheck.check;
    const isLater = own !== undefined && failedIn(failed, own) && STEPS.indexOf(own) <= STEPS.indexOf(step);
    const isWholeRoute = isFirstCheck(stepCheck.check) && isRouteLevel(stepCheck);
    if (!isLater && isWholeRoute && routeOf(stepCheck) === routeOf(failed)) return stepCheck.check;
  }
  return undefined;
}

/** The operation of a request: its method, its route, and its command if it has one. */
export function operationOf(request: ExchangeView['request']): string {
  const { method, target } = request;
  const path = target.split('?', 1)[0] ?? '';
  const route = path.replace(/^(\/administration\/organizations|\/(?!administration)[^/]+)\/[^/]+/, '$1');
  return [method, route, commandOf(request) ?? ''].join(' ');
}

/** The subject of the rules about a request: its command, or its operation of the administration. */
export function subjectOf(request: ExchangeView['request']): string | undefined {
  return commandOf(request) ?? administrationSubjects[operationOf(request).trim()];
}

const administrationSubjects: Readonly<Record<string, string>> = {
  'POST /administration/organizations': 'organization_create',
  'GET /administration/organizations': 'organization_status',
  'PATCH /administration/organizations': 'organization_update',
  'GET /administration/organizations/stats': 'organization_stats',
  'GET /administration/organizations/users': 'user_list',
  'POST /administration/organizations/users/freeze': 'user_freeze',
  'GET /administration/stats': 'server_stats',
};

const routes: Readonly<Record<string, readonly Step[]>> = {
  administration: ['create'],
  anonymous: ['bootstrap'],
  authenticated: ['authenticate', 'invite', 'enrol', 'listen'],
  invited: ['invite'],
};

/**
 * Whether a check that judges a step failed in a request of that step, not in an earlier or later
 * one. Reading an organization's status fails no step: the organization is there.
 */
export function failedIn(check: CheckResult, step: Step): boolean {
  const { failure, exchanges, culprit } = check;
  if (!hasFailed(check) || (failure?.step ?? step) !== step || expectsRefusal(check)) return false;
  const route = routeOf(check);
  // Without a request that failed only the step itself counts.
  if (route === undefined) return failure?.step === step;
  if (step === 'enrol') return isEnrolment(check);
  const method = culprit === undefined ? undefined : exchanges[culprit]?.request.method;
  return routes[route]?.includes(step) === true && !(step === 'create' && method === 'GET');
}

/** Whether a check failed because a request was not refused as expected. No step is about that. */
export function expectsRefusal({ failure }: CheckResult): boolean {
  const [answer] = failure?.expected ?? [];
  if (answer === undefined) return false;
  return 'http' in answer ? answer.http >= 300 : 'status' in answer && answer.status !== 'ok';
}

/** Whether a check that judges enrolments by one command failed in this command. */
function isEnrolment({ check, failure, exchanges, culprit = -1 }: CheckResult): boolean {
  const request = exchanges[culprit]?.request;
  const command = request === undefined ? undefined : commandOf(request);
  return command === undefined ? failure?.step === 'enrol' : check.startsWith(`${command}/`);
}

/** Whether a whole route seems to be broken: no command of the protocol was answered. */
const isRouteLevel = ({ failure }: CheckResult): boolean =>
  failure?.observed.every((one) => 'http' in one || 'noAnswer' in one) ?? false;

/** What a check observed, without what is new in each run. */
const observationKey = ({ failure }: CheckResult): string =>
  JSON.stringify(failure?.observed.map((one) => baselineAnswer(one)));
