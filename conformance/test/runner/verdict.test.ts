import { describe, expect, test } from 'vitest';
import type { CheckResult, Outcome } from '../../src/runner/check-result.ts';
import { outcomes } from '../../src/runner/run-events.ts';
import { countOutcomes, countRows, verdictOf } from '../../src/runner/verdict.ts';

const counted = (...list: Outcome[]) => countOutcomes(list.map((outcome) => ({ outcome })));

describe('verdict of a run', () => {
  test.each(outcomes)('one pass and one %s', (outcome) => {
    const verdicts: Partial<Record<Outcome, string>> = { fail: 'fail', stale: 'fail', flaky: 'fail' };
    const others = ['notTestable', 'blocked'].includes(outcome) ? 'none' : 'pass';
    expect(verdictOf(counted('pass', outcome))).toBe(verdicts[outcome] ?? others);
  });

  test.each(outcomes.filter((outcome) => outcome !== 'pass'))(
    '%s alone, without a pass, is no pass',
    (outcome) => {
      const isRed = ['fail', 'stale', 'flaky'].includes(outcome);
      expect(verdictOf(counted(outcome))).toBe(isRed ? 'fail' : 'none');
    },
  );

  test('a run without checks has no verdict', () => {
    expect(verdictOf(counted())).toBe('none');
  });
});

describe('requirements of the catalogue', () => {
  const line = (
    id: string,
    row: string,
    level: 'MUST' | 'SHOULD' | 'MAY',
    underTest: 'server' | 'client' | 'both',
    more = {},
  ) => ({ id, row, section: 'A', level, underTest, sentence: 's', testable: true, ...more });
  const catalogue = [
    line('a/one', 'A-01', 'MUST', 'server'),
    line('a/one-more', 'A-01', 'SHOULD', 'server'),
    line('a/two', 'A-02', 'SHOULD', 'both'),
    line('a/three', 'A-03', 'MAY', 'client'),
    line('a/old', 'A-04', 'MUST', 'server', { supersededBy: 'a/one' }),
  ];
  const check = (outcome: Outcome, ...rows: string[]): CheckResult => ({
    event: 'check-finished',
    state: 'held',
    check: 'a/x',
    kind: 'server',
    requirements: rows.map((row) => ({ id: 'a/x', row, section: 'A', level: 'MUST', sentence: 's' })),
    outcome,
    durationMs: 1,
    notes: [],
    exchanges: [],
  });

  test('requirements of the judged kinds count once each, at their strongest level', () => {
    expect(countRows(catalogue, new Set(['server']), [])).toEqual({
      total: 2,
      verified: 0,
      byLevel: {
        MUST: { total: 1, verified: 0 },
        SHOULD: { total: 1, verified: 0 },
        MAY: { total: 0, verified: 0 },
      },
    });
    expect(countRows(catalogue, new Set(['server', 'client']), []).total).toBe(3);
    expect(countRows(catalogue, new Set(['client']), []).total).toBe(2);
  });

  test.each([
    ['pass', 1],
    ['fail', 1],
    ['warning', 1],
    ['knownFailure', 1],
    ['note', 0],
    ['stale', 0],
    ['blocked', 0],
    ['notTestable', 0],
    ['notApplicable', 0],
    ['flaky', 0],
  ] as const)('a check with outcome %s verifies %i', (outcome, verified) => {
    expect(countRows(catalogue, new Set(['server']), [check(outcome, 'A-01')]).verified).toBe(verified);
  });
});
