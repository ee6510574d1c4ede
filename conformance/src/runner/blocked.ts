import { STEPS, type Step } from '../case/failure.ts';
import { judgingChecks } from '../case/step-of.ts';
import type { CheckFinished } from './run-events.ts';

/** The step that a check judges; undefined for most checks. */
export const judgedStep = (check: string): Step | undefined =>
  STEPS.find((step) => judgingChecks[step] === check);

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
 * @param judged the finished checks that judge a step
 * @returns undefined if the failure stands
 */
function blockingCheck(failed: CheckFinished, judged: ReadonlyMap<Step, CheckFinished>): string | undefined {
  for (const step of STEPS) {
    const judge = judged.get(step);
    if (judge === undefined || judge.check === failed.check || !failedIn(judge, step)) continue;
    if (judge.observed !== failed.observed) continue;
    if (failed.step === step) return judge.check;
    const own = judgedStep(failed.check);
    const isLater = own !== undefined && failedIn(failed, own) && STEPS.indexOf(own) <= STEPS.indexOf(step);
    if (!isLater && isRouteLevel(judge) && routeOf(judge) === routeOf(failed)) return judge.check;
  }
  return undefined;
}

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
  if (!hasFailed(judge) || failedStep !== step) return false;
  const route = routeOf(judge);
  // Without a request that failed, or where others share the route, only the step itself counts.
  if (route === undefined || step === 'enrol') return judge.step === step;
  const method = culprit === undefined ? undefined : exchanges[culprit]?.request.method;
  return routes[route]?.includes(step) === true && !(step === 'create' && method === 'GET');
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
  readonly #tell: (event: CheckFinished) => void;
  readonly #judged = new Map<Step, CheckFinished>();
  readonly #held: CheckFinished[] = [];
  readonly #finished = new Set<string>();

  constructor(isEnabled: boolean, tell: (event: CheckFinished) => void) {
    this.isEnabled = isEnabled;
    this.#tell = tell;
  }

  take(event: CheckFinished): void {
    this.#finished.add(event.check);
    const step = judgedStep(event.check);
    if (step !== undefined) this.#judged.set(step, event);
    const mayBeBlocked = hasFailed(event) && (event.step !== undefined || isRouteLevel(event));
    if (this.isEnabled && event.outcome !== 'knownFailure' && mayBeBlocked) this.#held.push(event);
    else this.#tell(event);
  }

  /** Whether a check has finished. */
  has(check: string): boolean {
    return this.#finished.has(check);
  }

  /** The first step without which no organization can be made, if its check has failed. */
  gate(): { readonly step: Step; readonly observed: string } | undefined {
    for (const step of ['create', 'bootstrap'] as const) {
      const judge = this.#judged.get(step);
      if (judge?.observed !== undefined && failedIn(judge, step)) return { step, observed: judge.observed };
    }
    return undefined;
  }

  /** Checks that have not run, and judge steps that others failed in. */
  wanted(): readonly string[] {
    const steps = new Set(this.#held.map(({ step }) => step).filter((step) => step !== undefined));
    return [...steps].filter((step) => !this.#judged.has(step)).map((step) => judgingChecks[step]);
  }

  /** Reports the checks that were held back. */
  end(): void {
    for (const event of this.#held.splice(0)) {
      const blockedBy = blockingCheck(event, this.#judged);
      this.#tell(blockedBy === undefined ? event : blockedEvent(event, blockedBy));
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
