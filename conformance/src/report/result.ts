import type { Step } from '../judge/failure.ts';
import type { Outcome, RequirementView } from '../runner/check-result.ts';
import type { ExchangeView } from '../runner/exchange-view.ts';
import type { Counts, PropertiesFinished, RunStarted, Verdict } from '../runner/run-events.ts';
import { countOutcomes } from '../runner/verdict.ts';
import type { Cause, CheckFinished, RunFinished } from './report-events.ts';
import type { RunLog } from './run-log.ts';

/** One check in the result. */
export interface ResultCheck {
  readonly id: string;
  readonly requirements: readonly Omit<RequirementView, 'sentence'>[];
  readonly outcome: Outcome;
  readonly durationMs: number;
  readonly message?: string;
  readonly mistake?: string;
  readonly expected?: string;
  readonly observed?: string;
  readonly exchange?: ExchangeView;
  readonly replay?: string;
  readonly step?: Step;
  /** Ids of the rules that the failed expectation states. */
  readonly rules?: readonly string[];
  readonly blockedBy?: string;
  readonly added?: true;
}

/** The result of a run as one JSON object (`conformance/schemas/result.schema.json`). */
export interface Result {
  readonly suite: RunStarted['suite'];
  readonly target: RunStarted['target'];
  readonly client?: RunStarted['target'];
  readonly selection: RunStarted['selection'];
  readonly seed: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly verdict: Verdict;
  readonly counts: Counts;
  /** Why checks are red, in the order in which to look at them. */
  readonly causes: readonly Cause[];
  readonly requirements: RunFinished['requirements'];
  readonly must: MustSummary;
  readonly checks: readonly ResultCheck[];
  /** What the generated lives explored. Absent if none were played. */
  readonly properties?: Omit<PropertiesFinished, 'event'>;
  /** The website with the pages of the requirements, if the run names one. */
  readonly site?: string;
}

/** Makes the JSON result of a finished run. */
export function makeResult({ started, checks, properties }: RunLog, finished: RunFinished): Result {
  const { suite, target, client, selection, seed, startedAt, site } = started;
  const { durationMs, verdict, counts, causes, requirements } = finished;
  const { event: _, ...explored } = properties ?? { event: undefined };
  return {
    suite,
    target,
    ...(client === undefined ? {} : { client }),
    selection,
    seed,
    startedAt,
    durationMs,
    verdict,
    counts,
    causes,
    requirements,
    must: summarizeMust(checks),
    checks: checks.map(resultCheck),
    ...('lives' in explored ? { properties: explored } : {}),
    ...(site === undefined ? {} : { site }),
  };
}

function resultCheck({
  check,
  requirements,
  outcome,
  durationMs,
  message,
  mistake,
  expected,
  observed,
  exchanges,
  culprit,
  replay,
  step,
  rules,
  blockedBy,
  added,
}: CheckFinished): ResultCheck {
  const exchange = culprit === undefined ? undefined : exchanges[culprit];
  return {
    id: check,
    requirements: requirements.map(({ id, row, section, level }) => ({ id, row, section, level })),
    outcome,
    durationMs,
    ...(message === undefined ? {} : { message }),
    ...(mistake === undefined ? {} : { mistake }),
    ...(expected === undefined ? {} : { expected }),
    ...(observed === undefined ? {} : { observed }),
    ...(exchange === undefined ? {} : { exchange }),
    ...(replay === undefined ? {} : { replay }),
    ...(step === undefined ? {} : { step }),
    ...(rules === undefined ? {} : { rules: rules.map(({ id }) => id) }),
    ...(blockedBy === undefined ? {} : { blockedBy }),
    ...(added === undefined ? {} : { added }),
  };
}

/** How many requirements of level MUST hold, fail and were not tried, and why they were not. */
export interface MustSummary {
  readonly total: number;
  readonly hold: number;
  readonly fail: number;
  readonly untried: number;
  /** Requirements that were not tried, by the reason of their first check, the most first. */
  readonly reasons: readonly { readonly reason: string; readonly requirements: number }[];
}

const failed: readonly Outcome[] = ['fail', 'stale', 'flaky', 'knownFailure'];
const goodOutcomes: readonly Outcome[] = ['pass', 'note'];

/**
 * Sums up the requirements of level MUST that the checks name, and those that they found broken. A
 * check that fails in an expectation of some rules, and names others too, says nothing about these.
 */
export function summarizeMust(checks: readonly CheckFinished[]): MustSummary {
  const named = checks.flatMap((check) =>
    rulesOf(check).flatMap((each) =>
      each.level === 'MUST' ? [{ id: each.id, outcome: outcomeFor(each, check), check }] : [],
    ),
  );
  const groups = [...Map.groupBy(named, ({ id }) => id).values()];
  const has = (group: typeof named, outcomes: readonly Outcome[]) =>
    group.some(({ outcome }) => outcome !== undefined && outcomes.includes(outcome));
  const fail = groups.filter((group) => has(group, failed));
  const hold = groups.filter((group) => !has(group, failed) && has(group, goodOutcomes));
  const untried = groups.filter((group) => !has(group, failed) && !has(group, goodOutcomes));
  const reasons = Map.groupBy(untried, ([first]) => reasonOf(first?.check));
  return {
    ...{ total: groups.length, hold: hold.length, fail: fail.length, untried: untried.length },
    reasons: [...reasons]
      .map(([reason, own]) => ({ reason, requirements: own.length }))
      .sort((left, right) => right.requirements - left.requirements),
  };
}

/** The requirements of a check, and those that it found broken. */
const rulesOf = ({ outcome, requirements, rules = [] }: CheckFinished): readonly RequirementView[] =>
  failed.includes(outcome)
    ? [...new Map([...requirements, ...rules].map((each) => [each.id, each])).values()]
    : requirements;

/** The outcome of a check for one of its requirements. Undefined: it was not judged. */
const outcomeFor = ({ id }: RequirementView, { outcome, rules }: CheckFinished): Outcome | undefined =>
  failed.includes(outcome) && rules !== undefined && !rules.some((rule) => rule.id === id)
    ? undefined
    : outcome;

function reasonOf(check: CheckFinished | undefined): string {
  if (check?.outcome === 'blocked') return 'blocked by the cause above';
  if (check !== undefined && failed.includes(check.outcome)) return 'its checks broke another rule first';
  return check?.message ?? 'no reason given';
}

/** The results of one section of the catalogue. */
export interface SectionSummary {
  readonly section: string;
  readonly checks: readonly CheckFinished[];
  readonly counts: Counts;
  /** Number of rows that the checks are about. Rules that they state besides do not count. */
  readonly rows: number;
}

/** Checks by section, in alphabetical order. A check of several sections is listed in the first. */
export function bySection(checks: readonly CheckFinished[]): readonly SectionSummary[] {
  const sections = new Map<string, CheckFinished[]>();
  for (const check of checks) {
    const section = check.requirements[0]?.section ?? 'OTHER';
    sections.set(section, [...(sections.get(section) ?? []), check]);
  }
  return [...sections]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([section, own]) => ({
      section,
      checks: own,
      counts: countOutcomes(own),
      rows: new Set(own.map(({ requirements: [first] }) => first?.row)).size,
    }));
}
