import { describe, expect, test } from 'vitest';
import { judgingChecks } from '../../src/judge/prerequisite-steps.ts';
import { loadChecks } from '../../src/judge/registry.ts';
import { judgedStep, StepResults } from '../../src/runner/blocked-checks.ts';
import { causesOf } from '../../src/runner/causes.ts';
import type { CheckResult } from '../../src/runner/check-result.ts';
import { failed, reported } from '../support/failed-check.ts';

const { create, bootstrap, authenticate, invite, enrol } = judgingChecks;

test('each step is judged by a check of the suite', async () => {
  const ids = new Set((await loadChecks()).map(({ id }) => id));
  for (const [step, check] of Object.entries(judgingChecks)) {
    expect(ids, check).toContain(check);
    expect(judgedStep(check)).toBe(step);
  }
});

describe('a failure in a prerequisite step', () => {
  const needing = failed('a/needing', 'anonymous', 'HTTP 502', { step: 'bootstrap' });

  test('is blocked by the check that judges the step, if that failed in the same way', () => {
    const stepCheck = failed(bootstrap, 'anonymous', 'HTTP 502');
    expect(reported(needing, stepCheck).outcomes).toEqual({ [bootstrap]: 'fail', 'a/needing': bootstrap });
  });

  test('is blocked by a known failure too', () => {
    const stepCheck = failed(bootstrap, 'anonymous', 'HTTP 502', { outcome: 'knownFailure' });
    expect(reported(needing, stepCheck).outcomes).toMatchObject({ 'a/needing': bootstrap });
  });

  test.each([
    ['the step holds', failed(bootstrap, 'anonymous', 'HTTP 502', { outcome: 'pass' })],
    ['the step failed otherwise', failed(bootstrap, 'anonymous', 'HTTP 500')],
    ['the check of the step failed in a later step', failed(bootstrap, 'authenticated', 'HTTP 502')],
  ] as [string, CheckResult][])('stands if %s', (_, stepCheck) => {
    expect(reported(needing, stepCheck).outcomes).toMatchObject({ 'a/needing': 'fail' });
  });

  test('does not block the check that judges the step in turn', () => {
    const inviting = failed(invite, 'authenticated', 'HTTP 404', { step: 'enrol' });
    const enrolling = failed(enrol, 'authenticated', 'HTTP 404', { step: 'enrol' });
    expect(reported(inviting, enrolling).outcomes).toEqual({ [invite]: enrol, [enrol]: 'fail' });
  });

  test('asks for the check of the step, if that has not run', () => {
    expect(reported(needing).wanted).toEqual([bootstrap]);
    expect(reported(needing, failed(bootstrap, 'anonymous', 'HTTP 502')).wanted).toEqual([]);
  });
});

describe('a failure in a rule that the check does not judge', () => {
  const rules = failed('a/rule', 'authenticated', '').requirements;
  const passing = failed('a/story', 'authenticated', '`ok`', { rules });

  test('is blocked by a check of this rule, whichever ends first', () => {
    const own = failed('a/rule#mistakes', 'authenticated', '`ok`');
    const outcomes = { 'a/rule#mistakes': 'fail', 'a/story': 'a/rule#mistakes' };
    expect(reported(passing, own).outcomes).toEqual(outcomes);
    expect(reported(own, passing).outcomes).toEqual(outcomes);
  });

  test('stands if no check of this rule failed, or if the check judges it, too', () => {
    const held = failed('a/rule', 'authenticated', '`ok`', { outcome: 'pass' });
    expect(reported(passing, held).outcomes).toMatchObject({ 'a/story': 'fail' });
    const both = { ...passing, requirements: [...passing.requirements, ...rules] };
    const own = failed('a/rule', 'authenticated', '`ok`');
    expect(reported(own, both).outcomes).toMatchObject({ 'a/story': 'fail' });
  });
});

test('an organization was made if only its status is wrong', () => {
  const gateAfter = (method: string, more = {}) => {
    const results = new StepResults(true, () => undefined);
    const request = { method, target: '/administration/organizations', headers: [] };
    const exchanges = [{ request, durationMs: 1 }] as unknown as CheckResult['exchanges'];
    results.take(failed(create, 'administration', 'HTTP 404', { exchanges, ...more }));
    return results.gate();
  };
  expect(gateAfter('POST', { step: 'create' })).toEqual({ step: 'create', observed: [{ http: 404 }] });
  expect(gateAfter('GET')).toBeUndefined();
});

describe('a route that answers nothing', () => {
  const stepCheck = failed(authenticate, 'authenticated', 'HTTP 502');

  test('blocks the checks that call it, those of later steps included', () => {
    const other = failed('a/other', 'authenticated', 'HTTP 502');
    const later = failed(enrol, 'authenticated', 'HTTP 502');
    expect(reported(stepCheck, other, later).outcomes).toEqual({
      [authenticate]: 'fail',
      'a/other': authenticate,
      [enrol]: authenticate,
    });
  });

  test('blocks neither checks of another route nor another answer', () => {
    const elsewhere = failed('a/elsewhere', 'anonymous', 'HTTP 502');
    const otherwise = failed('a/otherwise', 'authenticated', '`not_allowed`');
    expect(reported(stepCheck, elsewhere, otherwise).outcomes).toMatchObject({
      'a/elsewhere': 'fail',
      'a/otherwise': 'fail',
    });
  });
});

describe('a further check of the rule of a step', () => {
  const outsider = `${enrol.split('#')[0]}#outsider`;
  const inEnrolment = (check: string) => failed(check, 'authenticated', '`x`', { step: 'enrol' });

  test('blocks the checks that need what it judges', () => {
    const passing = failed(enrol, 'authenticated', '', { outcome: 'pass' });
    const { outcomes, events } = reported(passing, inEnrolment('a/needing'), inEnrolment(outsider));
    expect(outcomes).toMatchObject({ [outsider]: 'fail', 'a/needing': outsider });
    expect(causesOf(events)).toMatchObject([{ step: 'enrol', checks: [outsider], blocked: ['a/needing'] }]);
  });

  test('is blocked by the check that judges the step, not the reverse', () => {
    const { outcomes } = reported(inEnrolment(outsider), inEnrolment(enrol));
    expect(outcomes).toEqual({ [enrol]: 'fail', [outsider]: enrol });
  });

  test('judges the command of its rule only', () => {
    const request = { method: 'POST', target: '/authenticated/Org', command: 'user_create', headers: [] };
    const exchanges = [{ request, durationMs: 1 }] as unknown as CheckResult['exchanges'];
    const adding = failed('device_create/device-works-at-once', '', '`x`', { step: 'enrol', exchanges });
    expect(reported(adding, inEnrolment('a/needing')).outcomes).toMatchObject({ 'a/needing': 'fail' });
  });
});
