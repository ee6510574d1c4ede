import { STEPS, type Step } from '../case/failure.ts';
import { judgingChecks, ruleOf, stepOfRule } from '../case/step-of.ts';
import { commandOf, type ExchangeView } from './exchange-view.ts';
import type { CheckFinished } from './run-events.ts';

/**
 * The step that a check judges; undefined for most checks. Further checks of the same rule judge it
 * for other users, for example.
 */
export const judgedStep = (check: string): Step | undefined => stepOfRule(ruleOf(check));

/** Whether a check is the first one of the rule of its step, without which nothing else works. */
const isFirstJudge = (check: string): boolean => Object.values(judgingChecks).includes(check);

/** Whether a check failed, whatever its level and the baseline say of it. */
const hasFailed = ({ outcome, observed }: CheckFinished): boolean =>
  observed !== undefined && outcome !== 'pass';

/** The route of the request that failed: `/authenticated`, for example. */
const routeOf = ({ exchanges, culprit }: CheckFinished): string | undefined =>
  culprit === undefined ? undefined : exchanges[culprit]?.request.target.split(/[/?]/)[1];

/**
 * The check that judges the step by which another check is blocked: it failed with the same
 * observation, at the step that the other one needs or on the route that the other one called.
 *
 * @param judges the finished checks that judge a step, the first one of each step before the others
 * @returns undefined if the failure stands
 */
function blockingCheck(failed: CheckFinished, judges: readonly CheckFinished[]): string | undefined {
  const own = judgedStep(failed.check);
  for (const judge of judges) {
    const step = judgedStep(judge.check);
    if (step === undefined || judge.check === failed.check || !failedIn(judge, step)) continue;
    if (judge.observed !== failed.observed) continue;
    // No two checks of a step block each other.
    if (own === step && !isFirstJudge(judge.check)) continue;
    if (failed.step === step) return judge.check;
    const isLater = own !== undefined && failedIn(failed, own) && STEPS.indexOf(own) <= STEPS.indexOf(step);
    const isWholeRoute = isFirstJudge(judge.check) && isRouteLevel(judge);
    if (!isLater && isWholeRoute && routeOf(judge) === routeOf(failed)) return judge.check;
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
export function failedIn(judge: CheckFinished, step: Step): boolean {
  const { step: failedStep = step, exchanges, culprit } = judge;
  if (!hasFailed(judge) || failedStep !== step || expectsRefusal(judge)) return false;
  const route = routeOf(judge);
  // Without a request that failed only the step itself counts.
  if (route === undefined) return judge.step === step;
  if (step === 'enrol') return isEnrolment(judge);
  const method = culprit === undefined ? undefined : exchanges[culprit]?.request.method;
  return routes[route]?.includes(step) === true && !(step === 'create' && method === 'GET');
}

/** Whether a check failed because a request was not refused as expected. No step is about that. */
const expectsRefusal = ({ expected = '' }: CheckFinished): boolean =>
  /^(HTTP [345]\d\d|`(?!ok`)\w+`)/.test(expected);

/** Whether a check that judges enrolments by one command failed in this command. */
function isEnrolment({ check, step, exchanges, culprit = -1 }: CheckFinished): boolean {
  const request = exchanges[culprit]?.request;
  const command = request === undefined ? undefined : commandOf(request);
  return command === undefined ? step === 'enrol' : check.startsWith(`${command}/`);
}

/** Whether a whole route seems to be broken: no command of the protocol was answered. */
const isRouteLevel = ({ observed = '' }: CheckFinished): boolean => /^(HTTP |no answer)/.test(observed);

/**
 * Reports finished checks, and holds back those that a step may block until the check that judges
 * the step has run.
 */
export class StepResults {
  /** False: every failure stands. */
  readonly isEnabled: boolean;
  readonly #report: (event: CheckFinished) => void;
  /** The checks that judge a step and have finished. */
  readonly #judges: CheckFinished[] = [];
  readonly #held: CheckFinished[] = [];
  readonly #finished = new Set<string>();

  constructor(isEnabled: boolean, report: (event: CheckFinished) => void) {
    this.isEnabled = isEnabled;
    this.#report = report;
  }

  take(event: CheckFinished): void {
    this.#finished.add(event.check);
    if (judgedStep(event.check) !== undefined) this.#judges.push(event);
    const mayBeBlocked = hasFailed(event) && (event.step !== undefined || isRouteLevel(event));
    if (this.isEnabled && event.outcome !== 'knownFailure' && mayBeBlocked) this.#held.push(event);
    else this.#report(event);
  }

  /** Whether a check has finished. */
  has(check: string): boolean {
    return this.#finished.has(check);
  }

  /** The first step without which no organization can be made, if its check has failed. */
  gate(): { readonly step: Step; readonly observed: string } | undefined {
    for (const step of ['create', 'bootstrap'] as const) {
      const judge = this.#judges.find(({ check }) => check === judgingChecks[step]);
      if (judge?.observed !== undefined && failedIn(judge, step)) return { step, observed: judge.observed };
    }
    return undefined;
  }

  /** Checks that have not run, and judge steps that others failed in. */
  wanted(): readonly string[] {
    const steps = new Set(this.#held.map(({ step }) => step).filter((step) => step !== undefined));
    return [...steps].map((step) => judgingChecks[step]).filter((check) => !this.has(check));
  }

  /** Reports the checks that were held back. */
  end(): void {
    const rankOf = ({ check }: CheckFinished) =>
      isFirstJudge(check) ? STEPS.indexOf(judgedStep(check) ?? 'create') : STEPS.length;
    const judges = this.#judges.toSorted((left, right) => rankOf(left) - rankOf(right));
    for (const event of this.#held.splice(0)) {
      const blockedBy = blockingCheck(event, judges);
      this.#report(blockedBy === undefined ? event : blockedEvent(event, blockedBy));
    }
  }
}

/** The event of a blocked check: without exchanges, which say nothing of its own rule. */
function blockedEvent(failed: CheckFinished, blockedBy: string): CheckFinished {
  const { event, check, kind, requirements, durationMs, message, expected, observed, step, notes, replay } =
    failed;
  return {
    ...{ event, check, kind, requirements, outcome: 'blocked', durationMs, notes, exchanges: [], blockedBy },
    ...(message === undefined ? {} : { message }),
    ...(expected === undefined ? {} : { expected }),
    ...(observed === undefined ? {} : { observed }),
    ...(step === undefined ? {} : { step }),
    ...(replay === undefined ? {} : { replay }),
  };
}
