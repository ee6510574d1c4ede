import { describe, expect, test } from 'vitest';
import type { Step } from '../../src/judge/failure.ts';
import { loadChecks } from '../../src/judge/registry.ts';
import { judgingChecks } from '../../src/judge/step-of.ts';
import { judgedStep, StepResults } from '../../src/runner/blocked.ts';
import { causesOf } from '../../src/runner/causes.ts';
import type { CheckResult } from '../../src/runner/check-result.ts';
import { plainFailure } from '../support/plain-failure.ts';

/** Changes of a result; `expected`, `step` and `needed` are those of its failure. */
type Changes = { [Key in keyof CheckResult]?: CheckResult[Key] | undefined } & {
  readonly expected?: string;
  readonly step?: Step;
  readonly needed?: true;
};

/** The result of a check that failed with an observation on a route. */
function failed(check: string, route: string, observed: string, more: Changes = {}): CheckResult {
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
function reported(...checks: readonly CheckResult[]) {
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

const { create, bootstrap, authenticate, invite, enrol } = judgingChecks;

test('each step is judged by a check of the suite', async () => {
  const ids = new Set((await loadChecks()).map(({ id }) => id));
  for (const [step, check] of Object.entries(judgingChecks)) {
    expect(ids, check).toContain(check);
    expect(judgedStep(check)).toBe(step);
  }
});

describe('a failure in a step that a check does not judge', () => {
  const needing = failed('a/needing', 'anonymous', 'HTTP 502', { step: 'bootstrap' });

  test('is blocked by the check that judges the step, if that failed in the same way', () => {
    const judge = failed(bootstrap, 'anonymous', 'HTTP 502');
    expect(reported(needing, judge).outcomes).toEqual({ [bootstrap]: 'fail', 'a/needing': bootstrap });
  });

  test('is blocked by a known failure too', () => {
    const judge = failed(bootstrap, 'anonymous', 'HTTP 502', { outcome: 'knownFailure' });
    expect(reported(needing, judge).outcomes).toMatchObject({ 'a/needing': bootstrap });
  });

  test.each([
    ['the step holds', failed(bootstrap, 'anonymous', 'HTTP 502', { outcome: 'pass' })],
    ['the step failed otherwise', failed(bootstrap, 'anonymous', 'HTTP 500')],
    ['the check of the step failed in a later step', failed(bootstrap, 'authenticated', 'HTTP 502')],
  ] as [string, CheckResult][])('stands if %s', (_, judge) => {
    expect(reported(needing, judge).outcomes).toMatchObject({ 'a/needing': 'fail' });
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
  const judge = failed(authenticate, 'authenticated', 'HTTP 502');

  test('blocks the checks that call it, those of later steps included', () => {
    const other = failed('a/other', 'authenticated', 'HTTP 502');
    const later = failed(enrol, 'authenticated', 'HTTP 502');
    expect(reported(judge, other, later).outcomes).toEqual({
      [authenticate]: 'fail',
      'a/other': authenticate,
      [enrol]: authenticate,
    });
  });

  test('blocks neither checks of another route nor another answer', () => {
    const elsewhere = failed('a/elsewhere', 'anonymous', 'HTTP 502');
    const otherwise = failed('a/otherwise', 'authenticated', '`not_allowed`');
    expect(reported(judge, elsewhere, otherwise).outcomes).toMatchObject({
      'a/elsewhere': 'fail',
      'a/otherwise': 'fail',
    });
  });
});

describe('causes', () => {
  const nowhere = { exchanges: [], culprit: undefined };
  const rule = (id: string) => ({ id, row: 'A-01', section: 'A', level: 'MUST' as const, sentence: '' });

  test('group red checks by step, expectation and observation, the earliest step first', () => {
    const { events } = reported(
      failed('a/one', 'authenticated', '`x`'),
      failed('a/two#case', 'authenticated', '`x`', { exchanges: [], culprit: undefined }),
      failed('a/three', 'authenticated', '`y`'),
      failed('a/soft', 'authenticated', '`z`', { outcome: 'warning' }),
      failed('a/needing', 'anonymous', 'HTTP 502', { step: 'bootstrap' }),
      failed(bootstrap, 'anonymous', 'HTTP 502'),
    );
    const causes = causesOf(events);
    expect(causes.map(({ step, checks, blocked }) => ({ step, checks, blocked }))).toEqual([
      { step: 'bootstrap', checks: [bootstrap], blocked: ['a/needing'] },
      { step: null, checks: ['a/two#case', 'a/one'], blocked: [] },
      { step: null, checks: ['a/three'], blocked: [] },
    ]);
    expect(causes[0]?.requirements).toEqual([{ id: bootstrap, row: 'A-01', section: 'A', level: 'MUST' }]);
  });

  test('do not differ by bytes, times, identifiers and addresses, which each check has of its own', () => {
    const differing = (check: string, digit: string, ...more: readonly unknown[]) => {
      const expected = [{ $bytes: 30, hex: digit }, { $id: digit }, { $time: digit }, `${digit}@example.com`];
      const observed = [{ path: '', expected: [...expected, ...more], observed: [] }];
      return failed(check, '', '', { ...nowhere, failure: { expected: [], observed } });
    };
    expect(causesOf([differing('a/one', '0a'), differing('a/two', '1b')]).length).toBe(1);
    expect(causesOf([differing('a/one', '0a'), differing('a/two', '0a', 'x')]).length).toBe(2);
  });

  test('are one for replies that are compressed or encrypted, whatever was expected', () => {
    const checks = [
      ['`ok`', { http: 200, body: { bytes: 58, encoding: 'gzip', hex: '1f8b0800…' } }],
      ['`author_not_allowed`', { http: 200, body: { bytes: 9, encoding: 'gzip', hex: '1f8b08' } }],
      ['`ok`', { body: { bytes: 44, encoding: 'gzip', hex: '1f8b0801…' } }],
      ['`ok`', { http: 200, body: { bytes: 12, hex: 'ff00' } }],
      ['`ok`', { body: { bytes: 14, hex: 'ff01' } }],
      ['an even number', { value: { $bytes: 14, hex: 'ff01' } }],
    ] as const;
    const results = checks.map(([expected, observed], index) =>
      failed(`a/b#${index}`, '', '', { failure: { ...plainFailure(expected, ''), observed: [observed] } }),
    );
    expect(causesOf(results).map((cause) => cause.checks.toSorted())).toEqual([
      ['a/b#0', 'a/b#1', 'a/b#2'],
      ['a/b#3', 'a/b#4'],
      ['a/b#5'],
    ]);
  });

  test('have the step of a check that judges it only if a request of the step failed', () => {
    const stepOf = (check: CheckResult) => causesOf([check])[0]?.step;
    expect(stepOf(failed(bootstrap, 'anonymous', 'HTTP 403', { expected: 'HTTP 460' }))).toBeNull();
    expect(stepOf(failed(bootstrap, 'anonymous', '`x`'))).toBe('bootstrap');
    expect(stepOf(failed(bootstrap, 'authenticated', '`x`'))).toBeNull();
    expect(stepOf(failed(enrol, '', '[]', { exchanges: [], culprit: undefined }))).toBeNull();
    expect(stepOf(failed(enrol, 'authenticated', '`x`', { step: 'enrol' }))).toBe('enrol');
  });

  test('name a rule of the command that answered wrongly, before rules that read with it', () => {
    const reading = (id: string): Changes => {
      const request = {
        method: 'POST',
        target: '/authenticated/Org',
        command: 'certificate_get',
        headers: [],
      };
      return {
        exchanges: [{ request, durationMs: 1 }] as unknown as CheckResult['exchanges'],
        requirements: [rule(id)],
      };
    };
    const [cause] = causesOf([
      failed('a/one', 'authenticated', '`x`', reading('user_create/rule')),
      failed('a/two', 'authenticated', '`x`', reading('user_create/rule')),
      failed('b/three', 'authenticated', '`x`', reading('certificate_get/rule')),
    ]);
    expect(cause?.requirements.map(({ id }) => id)).toEqual(['certificate_get/rule']);
    expect(cause?.checks[0]).toBe('b/three');
  });

  test('name the rule of which the largest share of checks failed', () => {
    const both = [rule('a/side'), rule('a/broken')];
    const [cause] = causesOf([
      failed('a/one', 'authenticated', '`x`', { requirements: both }),
      failed('a/two', 'authenticated', '', { requirements: [rule('a/side')], outcome: 'pass' }),
    ]);
    expect(cause?.requirements.map(({ id }) => id)).toEqual(['a/broken']);
  });

  test('name several rules if either may be broken', () => {
    const both = [rule('a/one'), rule('b/the-same')];
    const [cause] = causesOf([failed('a/one', 'authenticated', '`x`', { requirements: both })]);
    expect(cause?.requirements.map(({ id }) => id)).toEqual(['a/one', 'b/the-same']);
  });

  test('name the rule that the failed expectation states', () => {
    const [cause] = causesOf([
      failed('a/one', 'authenticated', '`x`', {
        requirements: [rule('a/one'), rule('a/two')],
        rules: [rule('c/stated')],
      }),
    ]);
    expect(cause?.requirements.map(({ id }) => id)).toEqual(['c/stated']);
  });

  test('begin with the check that judges what failed, before checks that need it', () => {
    const [cause] = causesOf([
      failed('a/needing', 'authenticated', '`x`', { needed: true }),
      failed('b/judging', 'authenticated', '`x`'),
      failed('a/in-a-step', 'authenticated', '`x`', { step: 'enrol', needed: true }),
    ]);
    expect(cause?.checks[0]).toBe('b/judging');
    expect(cause?.step).toBeNull();
    const causes = causesOf([
      failed('a/needing', 'authenticated', '`x`', { needed: true }),
      failed('b/judging', 'authenticated', '`y`'),
    ]);
    expect(causes.map(({ checks }) => checks)).toEqual([['b/judging'], ['a/needing']]);
  });

  test('begin with the check that uses the fewest operations, then the fewest requests', () => {
    const sending = (...targets: readonly string[]): Changes => ({
      exchanges: targets.map((target) => ({
        request: { method: 'POST', target, headers: [] },
        durationMs: 1,
      })) as unknown as CheckResult['exchanges'],
      culprit: 0,
    });
    const create = '/administration/organizations';
    const causes = causesOf([
      failed('a/two-operations', '', '`x`', sending(create, '/anonymous/A')),
      failed('b/one-operation', '', '`x`', sending('/anonymous/A', '/anonymous/B', '/anonymous/C')),
      failed('c/fewer-requests', '', '`y`', sending('/anonymous/A', '/anonymous/B')),
    ]);
    expect(causes.map(({ checks }) => checks)).toEqual([
      ['c/fewer-requests'],
      ['b/one-operation', 'a/two-operations'],
    ]);
  });

  test('begin with the checks of the operation that refused a valid request', () => {
    const freezing = (id: string, expected: string): Changes => {
      const target = '/administration/organizations/Org/users/freeze';
      const exchanges = [{ request: { method: 'POST', target, headers: [] }, durationMs: 1 }];
      return {
        exchanges: exchanges as unknown as CheckResult['exchanges'],
        requirements: [rule(id)],
        expected,
      };
    };
    const causesFor = (expected: string) =>
      causesOf([
        failed('a/uses-a-freeze', '', 'HTTP 404', freezing('authentication/frozen-is-462', expected)),
        failed('b/freezes', '', 'HTTP 404', freezing('user_freeze/idempotent', expected)),
      ]);
    expect(causesFor('HTTP 200')).toMatchObject([
      { requirements: [{ id: 'user_freeze/idempotent' }], checks: ['b/freezes', 'a/uses-a-freeze'] },
    ]);
    expect(causesFor('HTTP 403')).toMatchObject([{ checks: ['a/uses-a-freeze', 'b/freezes'] }]);
  });

  test('name the rule that defines the expected status, if one of its checks failed', () => {
    const refusing = (id: string) => ({ requirements: [rule(id)], expected: 'HTTP 462' });
    const [cause] = causesOf([
      failed('a/meets-it', '', 'HTTP 403', { ...refusing('a/meets-it'), rules: [rule('a/other')] }),
      failed('b/judges-it', '', 'HTTP 403', refusing('authentication/frozen-is-462')),
    ]);
    expect(cause?.requirements.map(({ id }) => id)).toEqual(['authentication/frozen-is-462']);
    expect(cause?.checks).toEqual(['b/judges-it', 'a/meets-it']);
    const byHttp = (id: string, expected: string) =>
      failed(id, '', 'HTTP 403', { requirements: [rule(id)], expected });
    const rulesOf = (...checks: readonly CheckResult[]) =>
      causesOf(checks).map(({ requirements }) => requirements.map(({ id }) => id));
    const two = rulesOf(
      byHttp('a/refusal', '`not_found`'),
      byHttp('b/refusal', '`author_not_allowed`'),
      byHttp('transport/handled-command-is-200', '`author_not_allowed`'),
    );
    expect(two).toEqual([['transport/handled-command-is-200'], ['a/refusal']]);
  });

  test('tell operations apart that seem to be missing', () => {
    const calling = (command: string, observed: string) => {
      const request = { method: 'POST', target: '/authenticated/Org', command, headers: [] };
      const exchanges = [{ request, durationMs: 1 }] as unknown as CheckResult['exchanges'];
      return failed(`a/${command}`, '', observed, { exchanges });
    };
    const causesAfter = (observed: string) =>
      causesOf(['ping', 'invite_list'].map((command) => calling(command, observed))).length;
    expect(causesAfter('HTTP 415')).toBe(2);
    expect(causesAfter('HTTP 403')).toBe(1);
  });

  test('begin with a check of the broken rule, before one of another rule that states it', () => {
    const [cause] = causesOf([
      failed('a/on-its-way', '', '`x`', { requirements: [rule('a/other')], rules: [rule('b/broken')] }),
      failed('b/broken', '', '`x`'),
    ]);
    expect(cause?.requirements.map(({ id }) => id)).toEqual(['b/broken']);
    expect(cause?.checks).toEqual(['b/broken', 'a/on-its-way']);
  });

  test('put one expected answer before several', () => {
    const causes = causesOf([
      failed('a/race', '', 'HTTP 462', { expected: '`ok` or HTTP 461' }),
      failed('b/refusal', '', 'HTTP 462', { expected: 'HTTP 461' }),
    ]);
    expect(causes.map(({ checks }) => checks)).toEqual([['b/refusal'], ['a/race']]);
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
