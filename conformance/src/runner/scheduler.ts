import type { Requirement } from '@parsec-spec/spec/requirements';
import type { Check } from '../case/check.ts';
import { newRecord } from '../case/check-record.ts';
import { Deadline } from '../case/deadline.ts';
import type { Step } from '../case/failure.ts';
import { Http } from '../case/http.ts';
import type { AwaitOutsideSlot } from '../case/judge-parts.ts';
import { TargetError } from '../targets/target.ts';
import { judgedStep, StepResults } from './blocked.ts';
import { strongestLevel, viewCheck, viewRequirements } from './check-view.ts';
import type { RunFacilities } from './facilities/create-facilities.ts';
import { judgeOutcome } from './outcome.ts';
import { type RunContext, runWithRetry } from './retry.ts';
import type { CheckRun } from './run-check.ts';
import type { CheckFinished } from './run-events.ts';
import { Semaphore } from './semaphore.ts';
import type { SuiteOptions } from './suite-options.ts';
import { type TargetGone, TargetHealth } from './target-health.ts';

/** The context for judging all checks. */
export interface JudgingContext {
  readonly options: SuiteOptions;
  readonly lent: RunFacilities;
  readonly catalogue: ReadonlyMap<string, Requirement>;
}

/** Steps without which no other check can be judged. */
const gates: readonly (Step | undefined)[] = ['create', 'bootstrap'];

const gateOf = ({ id }: Check): number => gates.indexOf(judgedStep(id));

/** Number of checks with fault injection at a time. Each starts its own servers. */
const harmAtOnce = 3;

/**
 * Runs checks concurrently and reports each one. Returns whether the run was stopped before its
 * end. Throws `TargetError` if the target is gone.
 *
 * The checks that judge the creation and the bootstrap of an organization run first. If one fails,
 * set-ups of other checks fail at once. A failure that may be blocked by a step is reported at the
 * end, when the check that judges the step has run.
 */
export async function judgeAll(
  checks: readonly Check[],
  context: JudgingContext,
  tell: (event: CheckFinished) => void,
): Promise<boolean> {
  const { options, lent } = context;
  const stop = new AbortController();
  options.stop?.addEventListener('abort', () => stop.abort());
  if (options.stop?.aborted) stop.abort();
  const running = { ...context, stop: stop.signal, patience: { left: 5 } };
  const presence = new TargetHealth(() => answers(lent, stop.signal));
  let lost: { readonly absence: TargetGone; readonly check: string } | undefined;
  const steps = new StepResults(options.withoutPreflight === undefined, tell);
  const judgeAndTell = async (check: Check, aside?: AwaitOutsideSlot) => {
    const { event, run } = await judgeOne(check, { ...running, ...(aside === undefined ? {} : { aside }) });
    if (stop.signal.aborted) return;
    steps.take(event);
    // A caller that states the capabilities itself wants every check to run, whatever the target
    // answers.
    const absence = options.withoutPreflight === undefined ? await presence.take(run) : undefined;
    if (absence !== undefined) lost ??= { absence, check: check.id };
    if (
      lost !== undefined ||
      (options.failFast === true && ['fail', 'stale', 'flaky'].includes(event.outcome))
    )
      stop.abort();
  };
  const most = options.jobs ?? 8;
  const first = steps.isEnabled ? checks.filter(({ id }) => gates.includes(judgedStep(id))) : [];
  for (const check of first.toSorted((left, right) => gateOf(left) - gateOf(right))) {
    if (stop.signal.aborted || steps.gate() !== undefined) break;
    await judgeAndTell(check);
  }
  const gate = steps.gate();
  if (gate !== undefined) lent.blockOrganizations(gate);
  const rest = checks.filter((check) => !steps.has(check.id));
  const isHarmful = ({ needs }: Check) => needs?.includes('faults') ?? false;
  const { elsewhere, here } = orderChecks(rest.filter((check) => !isHarmful(check)));
  const places = new Semaphore(most);
  // At most half of the slots: checks that wait for a server with slow mail leave slots for the
  // others.
  const beside = new Semaphore(Math.ceil(most / 2), places);
  const away = begin(elsewhere, beside, stop.signal, (check) => judgeAndTell(check, beside.aside));
  if (options.server?.start !== undefined) {
    await away;
    // Checks that run while servers start are judged on a busy machine.
    await lent.started();
  }
  const near = begin(here, places, stop.signal, (check) => judgeAndTell(check, places.aside));
  await Promise.all((await Promise.all([away, near])).flat());
  // The results of kills and suspensions depend on the load of the machine. These checks run after
  // the others, a few at a time, and no other check takes the slot of one that waits for its
  // servers.
  const harmful = rest.filter(isHarmful);
  const few = new Semaphore(Math.min(most, harmAtOnce));
  await Promise.all(await begin(harmful, few, stop.signal, (check) => judgeAndTell(check)));
  for (const id of stop.signal.aborted ? [] : steps.wanted()) {
    const check = options.checks.find((one) => one.id === id);
    if (check === undefined) continue;
    const { event } = await judgeOne(check, running);
    steps.take(Object.assign(event, { added: true as const }));
  }
  steps.end();
  if (lost !== undefined) {
    const { absence, check } = lost;
    const what = `${absence.what} (before \`${check}\` ended)`;
    throw new TargetError('unreachable', what, absence.hint, lent.main?.log() ?? '');
  }
  return options.stop?.aborted ?? false;
}

/**
 * Starts the checks in order as slots become free, until all have started or the run is stopped.
 * Returns their promises.
 */
async function begin(
  checks: readonly Check[],
  places: Semaphore,
  stop: AbortSignal,
  judge: (check: Check) => Promise<void>,
): Promise<readonly Promise<void>[]> {
  const judging: Promise<void>[] = [];
  for (const check of checks) {
    await places.take();
    if (stop.aborted) {
      places.give();
      break;
    }
    const judged = judge(check).finally(() => places.give());
    // The error reaches the caller through `Promise.all`.
    judged.catch(() => undefined);
    judging.push(judged);
  }
  return judging;
}

/** Whether the server of the run still answers. True for a run without a server. */
async function answers({ main, facilities }: RunFacilities, stop: AbortSignal): Promise<boolean> {
  if (main === undefined) return true;
  const deadline = new Deadline(10_000, stop);
  const http = new Http(main.endpoint, deadline, newRecord(facilities.secrets), { waits: false });
  const { status } = await http.send({ target: '/', until: 'head' }).finally(() => deadline.end());
  return status !== 0;
}

async function judgeOne(
  check: Check,
  context: JudgingContext & RunContext,
): Promise<{ readonly event: CheckFinished; readonly run: CheckRun }> {
  const { options, catalogue } = context;
  const requirements = viewRequirements(check, catalogue);
  const baseline = options.baseline?.find((entry) => entry.check === check.id);
  const run = await runWithRetry(check, context, baseline);
  for (const log of run.logs) options.onLog?.(check.id, log);
  const judged = judgeOutcome(run.finding, {
    level: strongestLevel(requirements),
    strict: options.strict ?? false,
    baseline,
    today: new Date().toISOString().slice(0, 10),
  });
  const event = viewCheck({
    check,
    run,
    judged,
    requirements,
    replay: options.replay?.(check.id),
  });
  return {
    run,
    event:
      judged.outcome === 'knownFailure' && baseline !== undefined
        ? { ...event, reason: baseline.reason }
        : event,
  };
}

/** Needs that may require a second server. */
const elsewhere: ReadonlySet<string> = new Set(['start', 'mail', 'spontaneous']);

/** Checks in their starting order. */
export interface CheckOrder {
  /**
   * Checks that may need a second server. They come first, so that all servers start at once and no
   * other check runs meanwhile.
   */
  readonly elsewhere: readonly Check[];
  readonly here: readonly Check[];
}

/**
 * Checks that wait for a clock start early, because the last of them determines the end of the run.
 */
export function orderChecks(checks: readonly Check[]): CheckOrder {
  const isElsewhere = ({ needs }: Check) => needs?.some((need) => elsewhere.has(need)) ?? false;
  return {
    elsewhere: longFirst(checks.filter(isElsewhere)),
    here: longFirst(checks.filter((check) => !isElsewhere(check))),
  };
}

function longFirst(checks: readonly Check[]): readonly Check[] {
  const isLong = ({ timeout, needs }: Check) => timeout !== undefined || (needs?.includes('slow') ?? false);
  return [...checks.filter(isLong), ...checks.filter((check) => !isLong(check))];
}
