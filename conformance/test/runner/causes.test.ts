import { expect, test } from 'vitest';
import { judgingChecks } from '../../src/judge/prerequisite-steps.ts';
import { causesOf } from '../../src/runner/causes.ts';
import type { CheckResult } from '../../src/runner/check-result.ts';
import { type Changes, failed, reported } from '../support/failed-check.ts';
import { plainFailure } from '../support/plain-failure.ts';

const { bootstrap, enrol } = judgingChecks;

const nowhere = { exchanges: [], culprit: undefined };
const rule = (id: string) => ({ id, row: 'A-01', section: 'A', level: 'MUST' as const, sentence: '' });

test('causes group red checks by step, expectation and observation, the earliest step first', () => {
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

test('causes are two where two mistakes were accepted, or two commands refused a valid request', () => {
  const calling = (id: string, command: string, expected: string, observed: string) =>
    failed(id, '', observed, {
      expected,
      exchanges: [
        { request: { method: 'POST', target: '/anonymous/Org', command, headers: [] }, durationMs: 1 },
      ] as unknown as CheckResult['exchanges'],
    });
  const accepted = (id: string) => calling(id, 'user_create', '`invalid_certificate`', '`ok`');
  expect(
    causesOf([accepted('a/one'), accepted('a/one#other'), accepted('b/two')]).map(({ checks }) => checks),
  ).toEqual([['a/one', 'a/one#other'], ['b/two']]);
  const refused = (id: string, command: string) => calling(id, command, '`ok`', '`invalid_certificate`');
  expect(
    causesOf([
      refused('a/one', 'user_create'),
      refused('b/two', 'user_create'),
      refused('c/three', 'ping'),
    ]).map(({ checks }) => checks),
  ).toEqual([['a/one', 'b/two'], ['c/three']]);
});

test('causes do not differ by bytes, times, identifiers and addresses, which each check has of its own', () => {
  const differing = (check: string, digit: string, ...more: readonly unknown[]) => {
    const expected = [{ $bytes: 30, hex: digit }, { $id: digit }, { $time: digit }, `${digit}@example.com`];
    const observed = [{ path: '', expected: [...expected, ...more], observed: [] }];
    return failed(check, '', '', { ...nowhere, failure: { expected: [], observed } });
  };
  expect(causesOf([differing('a/one', '0a'), differing('a/two', '1b')]).length).toBe(1);
  expect(causesOf([differing('a/one', '0a'), differing('a/two', '0a', 'x')]).length).toBe(2);
});

test('causes are one for replies that are compressed or encrypted, whatever was expected', () => {
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

test('causes have the step of a check that judges it only if a request of the step failed', () => {
  const stepOf = (check: CheckResult) => causesOf([check])[0]?.step;
  expect(stepOf(failed(bootstrap, 'anonymous', 'HTTP 403', { expected: 'HTTP 460' }))).toBeNull();
  expect(stepOf(failed(bootstrap, 'anonymous', '`x`'))).toBe('bootstrap');
  expect(stepOf(failed(bootstrap, 'authenticated', '`x`'))).toBeNull();
  expect(stepOf(failed(enrol, '', '[]', { exchanges: [], culprit: undefined }))).toBeNull();
  expect(stepOf(failed(enrol, 'authenticated', '`x`', { step: 'enrol' }))).toBe('enrol');
});

test('causes name a rule of the command that answered wrongly, before rules that read with it', () => {
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

test('causes name the rule of which the largest share of checks failed', () => {
  const both = [rule('a/side'), rule('a/broken')];
  const [cause] = causesOf([
    failed('a/one', 'authenticated', '`x`', { requirements: both }),
    failed('a/two', 'authenticated', '', { requirements: [rule('a/side')], outcome: 'pass' }),
  ]);
  expect(cause?.requirements.map(({ id }) => id)).toEqual(['a/broken']);
});

test('causes name several rules if either may be broken', () => {
  const both = [rule('a/one'), rule('b/the-same')];
  const [cause] = causesOf([failed('a/one', 'authenticated', '`x`', { requirements: both })]);
  expect(cause?.requirements.map(({ id }) => id)).toEqual(['a/one', 'b/the-same']);
});

test('causes name the rule that the failed expectation states', () => {
  const [cause] = causesOf([
    failed('a/one', 'authenticated', '`x`', {
      requirements: [rule('a/one'), rule('a/two')],
      rules: [rule('c/stated')],
    }),
  ]);
  expect(cause?.requirements.map(({ id }) => id)).toEqual(['c/stated']);
});

test('causes begin with the check that judges what failed, before checks that need it', () => {
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

test('causes begin with the check that uses the fewest operations, then the fewest requests', () => {
  const sending = (...targets: readonly string[]): Changes => ({
    exchanges: targets.map((target) => ({
      request: { method: 'POST', target, headers: [] },
      durationMs: 1,
    })) as unknown as CheckResult['exchanges'],
    culprit: 0,
  });
  const create = '/administration/organizations';
  const causes = causesOf([
    failed('a/two-operations', '', '`x`', { ...sending(create, '/anonymous/A'), culprit: 1 }),
    failed('b/one-operation', '', '`x`', sending('/anonymous/A', '/anonymous/B', '/anonymous/C')),
    failed('c/fewer-requests', '', '`y`', sending('/anonymous/A', '/anonymous/B')),
  ]);
  expect(causes.map(({ checks }) => checks)).toEqual([
    ['c/fewer-requests'],
    ['b/one-operation', 'a/two-operations'],
  ]);
});

test('causes begin with the checks of the operation that refused a valid request', () => {
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

test('causes name the rule that defines the expected status, if one of its checks failed', () => {
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

test('causes tell operations apart that seem to be missing', () => {
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

test('causes begin with a check of the broken rule, before one of another rule that states it', () => {
  const [cause] = causesOf([
    failed('a/on-its-way', '', '`x`', { requirements: [rule('a/other')], rules: [rule('b/broken')] }),
    failed('b/broken', '', '`x`'),
  ]);
  expect(cause?.requirements.map(({ id }) => id)).toEqual(['b/broken']);
  expect(cause?.checks).toEqual(['b/broken', 'a/on-its-way']);
});

test('causes put one expected answer before several', () => {
  const causes = causesOf([
    failed('a/race', '', 'HTTP 462', { expected: '`ok` or HTTP 461' }),
    failed('b/refusal', '', 'HTTP 462', { expected: 'HTTP 461' }),
  ]);
  expect(causes.map(({ checks }) => checks)).toEqual([['b/refusal'], ['a/race']]);
});
