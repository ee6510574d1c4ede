import type {
  CheckFinished,
  Counts,
  ExchangeView,
  Outcome,
  RequirementView,
  RunFinished,
  RunStarted,
} from '../events/index.ts';
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

/** Makes the result of a finished run. */
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
