import { availableParallelism } from 'node:os';
import type { Requirement } from '@parsec-spec/spec/requirements';
import type { Check } from '../judge/check.ts';
import { judgingChecks } from '../judge/prerequisite-steps.ts';
import { formatLateness, type Lateness } from '../targets/judge-delay.ts';
import type { WithoutSlot } from '../targets/semaphore.ts';
import { Semaphore } from '../targets/semaphore.ts';
import { TargetError } from '../targets/target.ts';
import { judgedStep, StepResults } from './blocked-checks.ts';
import type { CheckResult } from './check-result.ts';
import { strongestLevel, viewCheck, viewRequirements } from './check-view.ts';
import { decideOutcome } from './decide-outcome.ts';
import type { RunFacilities } from './facilities/create-facilities.ts';
import { type RetriedRun, type RunContext, runWithRetry, withoutVerdict } from './retry.ts';
import { culpritOf } from './run-check.ts';
import { isFinding, isRed } from './run-events.ts';
import type { SuiteOptions } from './suite-options.ts';
import { answers, type TargetFailure, TargetHealth } from './target-health.ts';

/** The context in which all checks run. */
export interface SchedulingContext {
  readonly options: SuiteOptions;
  readonly runFacilities: RunFacilities;
  readonly catalogue: ReadonlyMap<string, Requirement>;
}

/** The checks of the steps without which no other check can be judged. */
const gates: readonly string[] = [judgingChecks.create, judgingChecks.bootstrap];

const gateOf = ({ id }: Check): number => gates.indexOf(id);

/**
 * Time after which no check is repeated alone any more, in ms. It bounds the run beside other work.
 */
const MAX_REPETITION_MS = 900_000;

/** Number of concurrent checks with fault injection. Each starts its own servers. */
const MAX_CONCURRENT_FAULT_CHECKS = 3;

/**
 * Runs checks concurrently and reports the result of each one.
 *
 * @param report - Receives the event of each finished check.
 * @returns Whether the caller stopped the run.
 * @throws `TargetError` (`unreachable`) if the target no longer answers. Results so far are reported
 *   first.
 *
 * The checks that judge the creation and the bootstrap of an organization run first. If one fails,
 * set-ups of other checks fail at once. A failure that may be blocked by a step is reported at the
 * end, when the check that judges the step has run. A check whose verdict rests on time is repeated
 * alone, after all others, if the judge was late.
 */
export async function runChecks(
  checks: readonly Check[],
  context: SchedulingContext,
  report: (event: CheckResult) => void,
): Promise<boolean> {
  const { options } = context;
  const stop = new AbortController();
  options.stop?.addEventListener('abort', () => stop.abort());
  if (options.stop?.aborted) stop.abort();
  const steps = new StepResults(options.withoutPreflight === undefined, report, options.onHeld);
  try {
    await runInOrder(checks, context, steps, stop);
  } finally {
    stop.abort();
    steps.end();
  }
  return options.stop?.aborted ?? false;
}

async function runInOrder(
  checks: readonly Check[],
  context: SchedulingContext,
  steps: StepResults,
  stop: AbortController,
): Promise<void> {
  const { options, runFacilities } = context;
  const running = { ...context, stop: stop.signal };
  const late: LateCheck[] = [];
  const health = new TargetHealth(() => answers(runFacilities, stop.signal, options.timeout));
  let loss: { readonly failure: TargetFailure; readonly check: string } | undefined;
  const runAndReport = async (check: Check, withoutSlot?: WithoutSlot) => {
    const baseline = baselineOf(check, options);
    const run = await runWithRetry(
      check,
      { ...running, ...(withoutSlot === undefined ? {} : { withoutSlot }) },
      baseline,
    );
    if (stop.signal.aborted) return;
    const event = finish(check, run, context);
    const { lateness } = run;
    if (lateness === undefined) steps.take(event);
    else late.push({ check, event, lateness });
    // A caller that states the capabilities itself wants every check to run.
    const failure =
      options.withoutPreflight === undefined
        ? (lostClient(options) ?? (await health.record(run)))
        : undefined;
    if (failure !== undefined) loss ??= { failure, check: check.id };
    if (loss !== undefined || (options.failFast === true && isRed(event.outcome))) stop.abort();
  };
  const jobs = jobsOf(options);
  const first = steps.isEnabled ? checks.filter(({ id }) => gates.includes(id)) : [];
  for (const check of first.toSorted((left, right) => gateOf(left) - gateOf(right))) {
    if (stop.signal.aborted || steps.gate() !== undefined) break;
    await runAndReport(check);
  }
  const gate = steps.gate();
  if (gate !== undefined) runFacilities.blockOrganizations(gate);
  const rest = checks.filter((check) => !steps.has(check.id) && !late.some((one) => one.check === check));
  const isHarmful = ({ needs }: Check) => needs?.includes('faults') ?? false;
  const { extraServer: elsewhere, mainServer: here } = orderChecks(rest.filter((check) => !isHarmful(check)));
  const slots = new Semaphore(jobs);
  // Checks on extra servers have at most half of the slots, so that checks that wait for slow mail
  // leave slots for the others.
  const extraSlots = new Semaphore(Math.ceil(jobs / 2), slots);
  const onExtraServers = startInOrder(elsewhere, extraSlots, stop.signal, (check) =>
    runAndReport(check, extraSlots.withoutSlot),
  );
  if (options.server?.start !== undefined) {
    await onExtraServers;
    // Starting servers keeps the machine busy, which would distort other checks.
    await runFacilities.allStarted();
  }
  const onMainServer = startInOrder(here, slots, stop.signal, (check) =>
    runAndReport(check, slots.withoutSlot),
  );
  await Promise.all((await Promise.all([onExtraServers, onMainServer])).flat());
  // The results of kills and suspensions depend on the load of the machine. These checks run after
  // the others, a few at a time, and keep their slots while they wait for their servers.
  const harmful = rest.filter(isHarmful);
  const faultSlots = new Semaphore(Math.min(jobs, MAX_CONCURRENT_FAULT_CHECKS));
  await Promise.all(await startInOrder(harmful, faultSlots, stop.signal, (check) => runAndReport(check)));
  const started = performance.now();
  for (const one of late) {
    const isOver = stop.signal.aborted || performance.now() - started > MAX_REPETITION_MS;
    const event = isOver ? one.event : await repeatAlone(one, running);
    steps.take(stop.signal.aborted ? one.event : event);
  }
  for (const id of stop.signal.aborted ? [] : steps.wanted()) {
    const check = options.checks.find((one) => one.id === id);
    if (check === undefined) continue;
    const run = await runWithRetry(check, { ...running, isAlone: true }, baselineOf(check, options));
    steps.take(Object.assign(finish(check, run, context), { added: true as const }));
  }
  if (loss !== undefined) {
    const { failure, check } = loss;
    const what = `${failure.what} (before \`${check}\` ended)`;
    throw new TargetError('unreachable', what, failure.hint, runFacilities.main?.log() ?? '');
  }
}

/** Number of concurrent checks. A person does one thing at a time. */
function jobsOf({ jobs, client }: SuiteOptions): number {
  if (client?.driver.isPerson === true) return 1;
  return jobs ?? (client?.driver.isProgram === true ? programJobs : 8);
}

/** A client that is a program hashes passwords on a core of its own. */
const programJobs = Math.max(2, 2 * availableParallelism());

/** Why a client cannot be judged further. */
function lostClient({ client }: SuiteOptions): TargetFailure | undefined {
  const what = client?.driver.lost();
  return what === undefined
    ? undefined
    : { what: `the client cannot be driven: ${what}`, hint: 'see its log; conformance/clients/CONTRACT.md' };
}

/**
 * Starts the checks in order as slots become free, until all have started or the run is stopped.
 * Returns the promises of the started checks.
 */
async function startInOrder(
  checks: readonly Check[],
  slots: Semaphore,
  stop: AbortSignal,
  run: (check: Check) => Promise<void>,
): Promise<readonly Promise<void>[]> {
  const running: Promise<void>[] = [];
  for (const check of checks) {
    await slots.take();
    if (stop.aborted) {
      slots.release();
      break;
    }
    const done = run(check).finally(() => slots.release());
    // The error reaches the caller through `Promise.all`.
    done.catch(() => undefined);
    running.push(done);
  }
  return running;
}

/** A check without a verdict, because the judge was late. */
interface LateCheck {
  readonly check: Check;
  readonly event: CheckResult;
  readonly lateness: Lateness;
}

/** Runs a check again while no other check runs. A note says why. */
async function repeatAlone({ check, lateness }: LateCheck, context: SchedulingContext & RunContext) {
  const baseline = baselineOf(check, context.options);
  const run = await runWithRetry(check, { ...context, isAlone: true }, baseline);
  run.record.notes.push(`repeated alone, because ${formatLateness(lateness)}`);
  return finish(check, run, context);
}

const baselineOf = ({ id }: Check, { baseline }: SuiteOptions) => baseline?.find(({ check }) => check === id);

/** Decides the outcome of a check, passes on what it recorded, and builds its event. */
function finish(
  check: Check,
  { lateness, ...rest }: RetriedRun,
  { options, catalogue }: SchedulingContext,
): CheckResult {
  const run = lateness === undefined ? rest : withoutVerdict(rest, lateness);
  const requirements = viewRequirements(check.requirements, catalogue);
  const baseline = baselineOf(check, options);
  for (const log of run.logs) options.onLog?.(check.id, log);
  const culprit = culpritOf(run);
  const statedRules = run.finding.state === 'broken' ? run.finding.failure?.rules : undefined;
  const rules = statedRules === undefined ? undefined : viewRequirements(statedRules, catalogue);
  // Nothing works without a step, whichever rule names what is wrong with its answer.
  const isOfStep = judgedStep(check.id) !== undefined;
  const judged = decideOutcome(run.finding, {
    level: strongestLevel(isOfStep ? [...requirements, ...(rules ?? [])] : (rules ?? requirements)),
    strict: options.strict ?? false,
    baseline,
    sentencesOf: options.sentencesOf,
    today: new Date().toISOString().slice(0, 10),
  });
  const result = viewCheck({ check, run, judged, requirements, rules, replay: options.replay?.(check.id) });
  if (culprit !== undefined && isFinding(judged.outcome))
    options.onFinding?.({
      ...{ check: check.id, result, culprit },
      isNamed: run.exchange === culprit,
      exchanges: [...run.record.exchanges],
    });
  return result;
}

/** Needs that may require an extra server. */
const extraServerNeeds: ReadonlySet<string> = new Set(['start', 'mail', 'spontaneous']);

/** The checks in the order in which they start. */
export interface CheckOrder {
  /**
   * Checks that may need an extra server. They start first, so that all servers start together and
   * no other check runs meanwhile.
   */
  readonly extraServer: readonly Check[];
  readonly mainServer: readonly Check[];
}

/** Orders the checks. Long ones start early, so that they do not prolong the end of the run. */
export function orderChecks(checks: readonly Check[]): CheckOrder {
  const needsExtraServer = ({ needs }: Check) => needs?.some((need) => extraServerNeeds.has(need)) ?? false;
  return {
    extraServer: longFirst(checks.filter(needsExtraServer)),
    mainServer: longFirst(checks.filter((check) => !needsExtraServer(check))),
  };
}

function longFirst(checks: readonly Check[]): readonly Check[] {
  const isLong = ({ timeout, needs }: Check) => timeout !== undefined || (needs?.includes('slow') ?? false);
  return [...checks.filter(isLong), ...checks.filter((check) => !isLong(check))];
}
