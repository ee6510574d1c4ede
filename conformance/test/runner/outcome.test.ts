import { describe, expect, test } from 'vitest';
import { judgeOutcome } from '../../src/runner/outcome.ts';
import type { Finding } from '../../src/runner/run-check.ts';

const held: Finding = { kind: 'held', late: [] };
const broken: Finding = { kind: 'broken', message: 'm', expected: '`ok`', observed: 'HTTP 500' };
const entry = { check: 'c', reason: 'a defect', owner: 'us', expiry: '2027-01-01', observed: 'HTTP 500' };
const race = {
  ...entry,
  observed: ['HTTP 500', '2'] satisfies [string, string],
  sometimes: true,
};
const rules = { level: 'MUST', strict: false, today: '2026-06-01' } as const;

describe('outcome of a check', () => {
  test.each([
    ['a MUST that holds', held, {}, 'pass'],
    ['a MAY that holds', held, { level: 'MAY' }, 'pass'],
    ['one that held only after the grace', { kind: 'held', late: ['took 40 ms'] }, {}, 'note'],
    ['a broken MUST', broken, {}, 'fail'],
    ['a broken SHOULD', broken, { level: 'SHOULD' }, 'warning'],
    ['a broken SHOULD, strictly', broken, { level: 'SHOULD', strict: true }, 'fail'],
    ['a broken MAY, strictly', broken, { level: 'MAY', strict: true }, 'note'],
    ['a missing prerequisite', { kind: 'untestable', reason: 'r' }, {}, 'notTestable'],
    ['an absent capability', { kind: 'inapplicable', reason: 'r' }, {}, 'notApplicable'],
    ['a check that disagrees with itself', { ...broken, kind: 'disagrees' }, {}, 'flaky'],
    ['one of a SHOULD', { ...broken, kind: 'disagrees' }, { level: 'SHOULD' }, 'warning'],
    [
      'one of a SHOULD, strictly',
      { ...broken, kind: 'disagrees' },
      { level: 'SHOULD', strict: true },
      'flaky',
    ],
    ['a check that threw an error', { kind: 'fault', message: 'm' }, { level: 'MAY' }, 'fail'],
    ['a failure as the baseline records it', broken, { baseline: entry }, 'knownFailure'],
    [
      'a failure as the baseline records it, of a SHOULD',
      broken,
      { baseline: entry, level: 'SHOULD' },
      'knownFailure',
    ],
    [
      'another failure than the baseline records',
      { ...broken, observed: 'HTTP 404' },
      { baseline: entry },
      'stale',
    ],
    ['a baseline entry that holds', held, { baseline: entry }, 'stale'],
    ['a baseline entry on its day of expiry', broken, { baseline: entry, today: '2027-01-01' }, 'stale'],
    ['a baseline entry the day before', broken, { baseline: entry, today: '2026-12-31' }, 'knownFailure'],
    ['a race of the baseline that goes well', held, { baseline: race }, 'pass'],
    ['a race of the baseline that fails as recorded', broken, { baseline: race }, 'knownFailure'],
    [
      'a race of the baseline that fails in the other recorded way',
      { ...broken, observed: '2' },
      { baseline: race },
      'knownFailure',
    ],
    [
      'a failure of two things that are both on record',
      { ...broken, observed: '2; HTTP 500', observations: ['2', 'HTTP 500'] },
      { baseline: race },
      'knownFailure',
    ],
    [
      'a failure of two things of which one is not on record',
      { ...broken, observed: '3; HTTP 500', observations: ['3', 'HTTP 500'] },
      { baseline: race },
      'stale',
    ],
    [
      'a race of the baseline that fails otherwise',
      { ...broken, observed: '3' },
      { baseline: race },
      'stale',
    ],
    ['a race of the baseline on its day of expiry', held, { baseline: race, today: '2027-01-01' }, 'stale'],
    [
      'a baseline entry that does not apply here',
      { kind: 'inapplicable', reason: 'r' },
      { baseline: entry },
      'notApplicable',
    ],
  ] as const)('%s', (_, finding, changes, outcome) => {
    expect(judgeOutcome(finding, { ...rules, ...changes }).outcome).toBe(outcome);
  });

  test('a race that passes is noted, next to one without a note', () => {
    expect(judgeOutcome(held, { ...rules, baseline: race }).remark).toBe(
      'held this time; known to fail sometimes: a defect',
    );
    expect(judgeOutcome(held, rules).remark).toBeUndefined();
  });

  test('a stale entry says how to fix it', () => {
    expect(judgeOutcome(held, { ...rules, baseline: entry }).remark).toMatch(/remove the entry/);
    expect(judgeOutcome(broken, { ...rules, baseline: entry, today: '2028-01-01' }).remark).toMatch(
      /us must review it/,
    );
  });
});
