import type { Step } from '../../src/judge/failure.ts';
import { StepResults } from '../../src/runner/blocked-checks.ts';
import type { CheckResult } from '../../src/runner/check-result.ts';
import { plainFailure } from './plain-failure.ts';

/** Changes of a result; `expected`, `step` and `needed` are those of its failure. */
export type Changes = { [Key in keyof CheckResult]?: CheckResult[Key] | undefined } & {
  readonly expected?: string;
  readonly step?: Step;
  readonly needed?: true;
};

/** The result of a check that failed with an observation on a route. */
export function failed(check: string, route: string, observed: string, more: Changes = {}): CheckResult {
  const [id = ''] = check.split('#');
  const { expected = '`ok`', step, needed, ...changes } = more;
  const request = { method: 'POST', target: `/${route}/Org`, headers: [] };
  const prerequisite = {
    ...(step === undefined ? {} : { step }),
    ...(needed === undefined ? {} : { needed }),
  };
  return {
    ...{ event: 'check-finished', check, kind: 'server', outcome: 'fail', durationMs: 1, notes: [] },
    state: more.outcome === 'pass' ? 'held' : 'broken',
    requirements: [{ id, row: 'A-01', section: 'A', level: 'MUST', sentence: 'MUST hold.' }],
    ...{
      failure: plainFailure(expected, observed, prerequisite),
      exchanges: [{ request, durationMs: 1 }],
      culprit: 0,
    },
    ...changes,
  } as CheckResult;
}

/** Takes these checks, and gives the reported outcome or blocking check by id. */
export function reported(...checks: readonly CheckResult[]) {
  const events: CheckResult[] = [];
  const results = new StepResults(true, (event) => void events.push(event));
  for (const check of checks) results.take(check);
  const wanted = results.wanted();
  results.end();
  return {
    outcomes: Object.fromEntries(events.map((one) => [one.check, one.blockedBy ?? one.outcome])),
    wanted,
    events,
  };
}
