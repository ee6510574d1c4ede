import type { ExchangeView } from '../runner/exchange-view.ts';
import type {
  CheckFinished,
  Counts,
  Outcome,
  RequirementView,
  RunFinished,
  RunStarted,
} from '../runner/run-events.ts';
import { countOutcomes } from '../runner/tally.ts';
import type { RunLog } from './run-log.ts';

/** One check in the result. */
export interface ResultCheck {
  readonly id: string;
  readonly requirements: readonly Omit<RequirementView, 'sentence'>[];
  readonly outcome: Outcome;
  readonly durationMs: number;
  readonly message?: string;
  readonly expected?: string;
  readonly observed?: string;
  readonly exchange?: ExchangeView;
  readonly replay?: string;
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
  readonly verdict: 'pass' | 'fail';
  readonly counts: Counts;
  readonly requirements: RunFinished['requirements'];
  readonly checks: readonly ResultCheck[];
}

/** Makes the JSON result of a finished run. */
export function makeResult({ started, checks }: RunLog, finished: RunFinished): Result {
  const { suite, target, client, selection, seed, startedAt } = started;
  const { durationMs, verdict, counts, requirements } = finished;
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
    requirements,
    checks: checks.map(resultCheck),
  };
}

function resultCheck({
  check,
  requirements,
  outcome,
  durationMs,
  message,
  expected,
  observed,
  exchanges,
  culprit,
  replay,
}: CheckFinished): ResultCheck {
  const exchange = culprit === undefined ? undefined : exchanges[culprit];
  return {
    id: check,
    requirements: requirements.map(({ id, row, section, level }) => ({ id, row, section, level })),
    outcome,
    durationMs,
    ...(message === undefined ? {} : { message }),
    ...(expected === undefined ? {} : { expected }),
    ...(observed === undefined ? {} : { observed }),
    ...(exchange === undefined ? {} : { exchange }),
    ...(replay === undefined ? {} : { replay }),
  };
}

/** The results of one section of the catalogue. */
export interface SectionSummary {
  readonly section: string;
  readonly checks: readonly CheckFinished[];
  readonly counts: Counts;
  /** Number of rows that the checks verify. */
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
      rows: new Set(own.flatMap(({ requirements }) => requirements.map(({ row }) => row))).size,
    }));
}
