import { describe, expect, test } from 'vitest';
import { observedSentences } from '../../src/report/sentences.ts';
import type { Finding } from '../../src/runner/check-result.ts';
import { decideOutcome } from '../../src/runner/decide-outcome.ts';
import { fact } from '../support/plain-failure.ts';

const held: Finding = { state: 'held' };
const failing = (...observed: readonly string[]): Finding => ({
  state: 'broken',
  failure: { expected: [{ status: 'ok' }], observed: observed.map(fact) },
});
const broken = failing('HTTP 500');
const entry = { check: 'c', reason: 'a defect', owner: 'us', expiry: '2027-01-01', observed: { http: 500 } };
const race = {
  ...entry,
  observed: [{ http: 500 }, { text: '2' }],
  sometimes: true,
};
const rules = { level: 'MUST', strict: false, today: '2026-06-01' } as const;

describe('outcome of a check', () => {
  test.each([
    ['a MUST that holds', held, {}, 'pass'],
    ['a MAY that holds', held, { level: 'MAY' }, 'pass'],
    ['one that held only after the grace', { state: 'held', reason: 'took 40 ms' }, {}, 'note'],
    ['a broken MUST', broken, {}, 'fail'],
    ['a broken SHOULD', broken, { level: 'SHOULD' }, 'warning'],
    ['a broken SHOULD, strictly', broken, { level: 'SHOULD', strict: true }, 'fail'],
    ['a broken MAY, strictly', broken, { level: 'MAY', strict: true }, 'note'],
    ['a missing prerequisite', { state: 'untestable', reason: 'r' }, {}, 'notTestable'],
    ['an absent capability', { state: 'inapplicable', reason: 'r' }, {}, 'notApplicable'],
    ['a check that disagrees with itself', { ...broken, state: 'disagrees' }, {}, 'flaky'],
    ['one of a SHOULD', { ...broken, state: 'disagrees' }, { level: 'SHOULD' }, 'warning'],
    [
      'one of a SHOULD, strictly',
      { ...broken, state: 'disagrees' },
      { level: 'SHOULD', strict: true },
      'flaky',
    ],
    ['a check that threw an error', { state: 'error', reason: 'm' }, { level: 'MAY' }, 'fail'],
    ['a failure as the baseline records it', broken, { baseline: entry }, 'knownFailure'],
    [
      'a failure as the baseline records it, of a SHOULD',
      broken,
      { baseline: entry, level: 'SHOULD' },
      'knownFailure',
    ],
    ['another failure than the baseline records', failing('HTTP 404'), { baseline: entry }, 'stale'],
    ['a baseline entry that holds', held, { baseline: entry }, 'stale'],
    ['a baseline entry on its day of expiry', broken, { baseline: entry, today: '2027-01-01' }, 'stale'],
    ['a baseline entry the day before', broken, { baseline: entry, today: '2026-12-31' }, 'knownFailure'],
    ['a race of the baseline that goes well', held, { baseline: race }, 'pass'],
    ['a race of the baseline that fails as recorded', broken, { baseline: race }, 'knownFailure'],
    [
      'a race of the baseline that fails in the other recorded way',
      failing('2'),
      { baseline: race },
      'knownFailure',
    ],
    [
      'a failure of two things that are both on record',
      failing('2', 'HTTP 500'),
      { baseline: race },
      'knownFailure',
    ],
    [
      'a failure of two things of which one is not on record',
      failing('3', 'HTTP 500'),
      { baseline: race },
      'stale',
    ],
    ['a race of the baseline that fails otherwise', failing('3'), { baseline: race }, 'stale'],
    ['a race of the baseline on its day of expiry', held, { baseline: race, today: '2027-01-01' }, 'stale'],
    [
      'a baseline entry that does not apply here',
      { state: 'inapplicable', reason: 'r' },
      { baseline: entry },
      'notApplicable',
    ],
  ] as const)('%s has its outcome', (_, finding, changes, outcome) => {
    expect(decideOutcome(finding, { ...rules, ...changes }).outcome).toBe(outcome);
  });

  test('a failure with values of its own is as the baseline records it', () => {
    const observed = [
      { path: 'a', expected: 1, observed: [{ $bytes: 3, hex: '010203' }, { $id: '0a' }, '$'] },
    ];
    const finding: Finding = { state: 'broken', failure: { expected: [], observed } };
    const baseline = { ...entry, observed: { path: 'a', value: ['$bytes', '$id', '$$'] } };
    expect(decideOutcome(finding, { ...rules, baseline }).outcome).toBe('knownFailure');
    const other = { ...entry, observed: { path: 'b', value: ['$bytes', '$id', '$$'] } };
    expect(decideOutcome(finding, { ...rules, baseline: other }).outcome).toBe('stale');
  });

  test('an entry of an older file that names the sentence of a report is read', () => {
    const old = { ...rules, baseline: { ...entry, observed: 'HTTP 500' }, sentencesOf: observedSentences };
    expect(decideOutcome(broken, old).outcome).toBe('knownFailure');
    expect(decideOutcome(failing('HTTP 404'), old).outcome).toBe('stale');
  });

  test('the outcome says which entry decided it, and how', () => {
    expect(decideOutcome(held, { ...rules, baseline: race }).baseline?.says).toBe('holds this time');
    expect(decideOutcome(held, rules).baseline).toBeUndefined();
    expect(decideOutcome(held, { ...rules, baseline: entry }).baseline?.says).toBe('holds');
    const late = { ...rules, baseline: entry, today: '2028-01-01' };
    expect(decideOutcome(broken, late).baseline).toEqual({ entry, says: 'expired' });
  });
});
