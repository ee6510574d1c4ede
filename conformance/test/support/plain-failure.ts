import type { Fact } from '../../src/judge/observation.ts';
import type { CheckResult, PlainFailure } from '../../src/runner/check-result.ts';

/** A fact in short: `` `ok` `` is a reply status, `HTTP 404` a status, and anything else a text. */
export function fact(short: string): Fact {
  const [, status, http] = /^(?:`(\w+)`|HTTP (\d+))$/.exec(short) ?? [];
  if (status !== undefined) return { status };
  return http === undefined ? { text: short } : { http: Number(http) };
}

/** A failure with these facts, in short. `or` separates expected ones. */
export const plainFailure = (
  expected: string,
  observed: string,
  more: Partial<PlainFailure> = {},
): PlainFailure => ({ expected: expected.split(' or ').map(fact), observed: [fact(observed)], ...more });

/** The result of a check that failed with this message. */
export const resultOf = (message: string): CheckResult => ({
  ...{ event: 'check-finished', check: 'a/b', kind: 'server', requirements: [], outcome: 'fail', notes: [] },
  ...{ state: 'broken', failure: { ...plainFailure('x', 'y'), message }, durationMs: 1, exchanges: [] },
});
