import { expect, test } from 'vitest';
import type { CheckFinished } from '../../src/report/report-events.ts';
import { bySection, summarizeMust } from '../../src/report/result.ts';
import type { Outcome } from '../../src/runner/check-result.ts';

const survives = 'client-transport/survives-unknown-status';
const shows = 'client-transport/shows-reason';

const view = (id: string) => ({ id, row: 'TRANSPORT-33', section: 'TRANSPORT', level: 'MUST' }) as never;

const ofRow = (id: string, row: string) => ({ id, row, section: 'GREET', level: 'MUST' });

/** A check that names both requirements, and fails in an expectation of `rules`. */
const finished = (outcome: Outcome, rules?: readonly string[]): CheckFinished =>
  ({
    ...{ event: 'check-finished', check: 'a check', outcome, requirements: [view(survives), view(shows)] },
    ...(rules !== undefined && { rules: rules.map(view) }),
  }) as unknown as CheckFinished;

test.each([
  ['holds and fails by the rules of the failed expectation', [shows], { hold: 1, fail: 1, untried: 0 }],
  [
    'fails all that a check names if the expectation names no rule',
    undefined,
    { hold: 0, fail: 2, untried: 0 },
  ],
])('the summary of MUST %s', (_, rules, counts) => {
  expect(summarizeMust([finished('pass'), finished('knownFailure', rules)])).toMatchObject(counts);
});

test('a requirement that only a check names which broke another rule is not tried', () => {
  const { reasons, ...counts } = summarizeMust([finished('fail', [survives])]);
  expect(counts).toEqual({ total: 2, hold: 0, fail: 1, untried: 1 });
  expect(reasons).toEqual([{ reason: 'its checks broke another rule first', requirements: 1 }]);
});

test('a requirement that only a check of another rule found broken fails', () => {
  const other = view('events_listen/invitation-event');
  const broken = { ...finished('fail'), requirements: [view(survives)], rules: [other] };
  const held = { ...finished('pass'), requirements: [view(survives)] };
  expect(summarizeMust([held, broken])).toMatchObject({ total: 2, hold: 1, fail: 1, untried: 0 });
});

test('a section counts the rows that its checks are about, without the rules that they state besides', () => {
  const [own, other] = [
    ofRow('greeting/step-in-order', 'GREET-13'),
    ofRow('greeting/no-half-ahead', 'GREET-26'),
  ];
  const checks = [[own, other], [own]].map((requirements) => ({ ...finished('pass'), requirements }));
  expect(bySection(checks as never)).toMatchObject([{ section: 'GREET', rows: 1, counts: { pass: 2 } }]);
});
