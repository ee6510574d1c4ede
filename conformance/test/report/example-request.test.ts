import { requirements } from '@parsec-spec/spec/requirements';
import { describe, expect, test } from 'vitest';
import { loadChecks } from '../../src/judge/registry.ts';
import { exampleOf } from '../../src/report/example-request.ts';
import { recordedExamples } from '../../src/report/recorded-runs.ts';
import type { ExchangeView } from '../../src/runner/exchange-view.ts';

interface Sent {
  readonly label?: string;
  readonly value?: object;
  readonly status?: number;
  readonly reply?: string;
  readonly target?: string;
  readonly command?: string;
  readonly headers?: readonly (readonly [string, string])[];
}

const date = 'Sat, 28 Nov 2026 12:00:00 GMT';
const NOW = '2026-11-28T12:00:00.500000Z';

const exchange = ({
  label,
  value,
  status = 200,
  reply,
  target,
  command,
  headers = [],
}: Sent): ExchangeView => ({
  ...(label === undefined ? {} : { label }),
  request: {
    method: 'POST',
    ...(command === undefined ? {} : { command }),
    target: target ?? '/authenticated/ps-a1b2c3-7',
    headers: [['Host', 'x'], ['User-Agent', 'judge'], ...headers],
    ...(value === undefined ? {} : { body: { bytes: 9, hex: 'ff', value } }),
  },
  response: { status, ...(reply === undefined ? {} : { reply }), headers: [['Date', date]] },
  at: NOW,
  durationMs: 1,
});

const uuid = (digit: number): string => '00000000-0000-0000-0000-000000000000'.replaceAll('0', `${digit}`);

const user = (digit: number) => ({
  type: 'user_certificate',
  timestamp: { $time: NOW },
  user_id: { $id: uuid(digit) },
  profile: 'ADMIN',
});

const signed = (content: object) => ({ $signed: 280, content });

const enrolment = (digit: number, device: number, own: object = {}, deviceTime = NOW) => ({
  cmd: 'user_create',
  user_certificate: signed({ ...user(digit), ...own }),
  device_certificate: signed({
    type: 'device_certificate',
    timestamp: { $time: deviceTime },
    user_id: { $id: uuid(device) },
  }),
});

const twins = (broken: object, valid: object) => [
  exchange({ label: 'enrolling bob', value: valid, reply: 'ok' }),
  exchange({ label: 'broken', value: broken, reply: 'invalid_certificate' }),
  exchange({ label: 'valid', value: valid, reply: 'ok' }),
];
const marks = (exchanges: readonly ExchangeView[], sentence = '') =>
  exampleOf({ check: 'a/b', exchanges }, sentence)?.lines.filter((line) => line.startsWith('!'));

describe('the mark of a mistake in a request', () => {
  test('is at the field that has another value in the valid twin', () => {
    const example = exampleOf({
      check: 'a/b',
      exchanges: twins(enrolment(1, 1, { profile: 'X' }), enrolment(2, 2)),
    });
    expect(example).toEqual({
      check: 'a/b',
      lines: [
        '  POST /authenticated/ORG',
        '  cmd: "user_create"',
        '  user_certificate: signed',
        '    type: "user_certificate"',
        '    timestamp: now',
        '    user_id: an id',
        '!   profile: "X"   (valid: "ADMIN")',
        '  device_certificate: signed …',
      ],
      expected: '200 `invalid_certificate`',
      valid: '200 `ok`',
    });
  });

  test('is at a random value only if it repeats another value than in the twin', () => {
    expect(marks(twins(enrolment(1, 1), enrolment(2, 2)))).toEqual([]);
    expect(marks(twins(enrolment(1, 3), enrolment(2, 2)))).toEqual([
      '!   user_id: an id   (valid: as user_certificate.user_id)',
    ]);
  });

  test('shows a time relative to the answer, or to another time', () => {
    const early = enrolment(1, 1, { timestamp: { $time: '2026-11-28T12:05:10.500000Z' } });
    expect(marks(twins(early, enrolment(2, 2)))?.[0]).toBe('!   timestamp: now + 310 s   (valid: now)');
    const later = enrolment(1, 1, {}, NOW.replace('0Z', '1Z'));
    expect(marks(twins(later, enrolment(2, 2)))).toEqual(['!   timestamp: now + 1 µs   (valid: now)']);
  });

  test('is at an absent field and at one of another kind, not at the consequences', () => {
    const { profile: _, ...rest } = user(1);
    const short = { ...enrolment(1, 1), user_certificate: signed(rest) };
    expect(marks(twins(short, enrolment(2, 2)))).toEqual(['!   profile: absent   (valid: "ADMIN")']);
    const junk = { ...enrolment(1, 1), user_certificate: { $bytes: 2, hex: 'abcd' } };
    expect(marks(twins(junk, enrolment(2, 2)))).toEqual(['! user_certificate: 2 bytes   (valid: signed …)']);
  });

  test('is at a header', () => {
    const token = (seconds: number) =>
      `Bearer PARSEC-SIGN-ED25519.${'1'.repeat(32)}.${seconds}.${'A'.repeat(86)}==`;
    const now = Date.parse(date) / 1000;
    const send = (label: string, value: string | undefined, status: number) =>
      exchange({ label, status, ...(value === undefined ? {} : { headers: [['Authorization', value]] }) });
    const valid = send('valid', token(now), 200);
    expect(marks([send('broken', undefined, 401), valid])?.[0]).toMatch(/^! Authorization: absent/);
    expect(marks([send('broken', token(now - 350), 498), valid])?.[0]).toMatch(/\.NOW−350\.\[signature\]$/);
    expect(marks([send('a forged one', token(now), 403)], 'answer 403')).toHaveLength(1);
  });

  test('is at the field that the requirement names if no difference is visible', () => {
    const sentence = 'answer `invalid_certificate` when `device_certificate` has a bad signature.';
    expect(marks(twins(enrolment(1, 1), enrolment(2, 2)), sentence)).toEqual([
      '! device_certificate: signed …',
    ]);
  });
});

test('without a twin, the example is the request whose answer the requirement names', () => {
  const exchanges = [
    exchange({ label: 'enrolling bob', reply: 'ok' }),
    exchange({ reply: 'step_mismatch' }),
    exchange({ reply: 'ok' }),
  ];
  const of = (sentence: string) => exampleOf({ check: 'a/b', exchanges }, sentence)?.expected;
  expect(of('answer `step_mismatch` to another half.')).toBe('200 `step_mismatch`');
  expect(of('answer `step_too_advanced` to a step.')).toBeUndefined();
  expect(of('keep the invitation.')).toBe('200 `ok`');
});

test('without a named answer, the example is the last request that was refused if the rule is about a refusal, else the last answered one', () => {
  const exchanges = [
    exchange({ target: '/first', status: 422 }),
    exchange({ target: '/second', status: 200 }),
    exchange({ target: '/third', reply: 'invitation_already_cancelled' }),
    exchange({ target: '/fourth', label: 'adding phone', reply: 'ok' }),
  ];
  const of = (sentence: string, sent = exchanges) =>
    exampleOf({ check: 'a/b', exchanges: sent }, sentence)?.lines;
  expect(of('refuse a negative number.')).toEqual(['  POST /third']);
  expect(of('send an event when an invitation is cancelled.')).toEqual(['  POST /second']);
  expect(of('send an event.', exchanges.slice(3))).toBeUndefined();
});

/** A request of this command, which was answered `ok`. */
const sent = (cmd: string, label?: string) =>
  exchange({ value: { cmd }, command: cmd, reply: 'ok', ...(label !== undefined && { label }) });

test('of several answers that the requirement names, the example is one of its command', () => {
  const exchanges = [sent('user_create', 'enrolling bob'), sent('organization_bootstrap')];
  const of = (id: string) => exampleOf({ check: 'a/b', exchanges }, 'answer `ok` to a user.', id)?.lines;
  expect(of('user_create/coherent')).toContain('  cmd: "user_create"');
});

test('without a named answer, the example is a request of the command that the requirement is of', () => {
  const exchanges = [sent('invite_complete'), sent('invite_list', 'the list')];
  const of = (id: string) => exampleOf({ check: 'a/b', exchanges }, 'complete an invitation.', id)?.lines;
  expect(of('invite_complete/any-admin')).toContain('  cmd: "invite_complete"');
  expect(of('invitations/others')).toContain('  cmd: "invite_list"');
});

test('long requests keep their marked lines', () => {
  const numbers = Object.fromEntries(Array.from({ length: 40 }, (_, nth) => [`field_${nth}`, nth]));
  const exchanges = twins({ ...numbers, last: 1 }, { ...numbers, last: 'x'.repeat(99) });
  const example = exampleOf({ check: 'a/b', exchanges });
  expect(example?.lines).toHaveLength(14);
  expect(example?.lines).toContain('! last: 1');
  expect(example?.lines.filter((line) => line.length > 76)).toEqual([]);
});

test('every recorded example is of a requirement and of a check of it', async () => {
  const checks = new Map((await loadChecks()).map((check) => [check.id, check]));
  const known = new Set<string>(requirements.map(({ id }) => id));
  // Run `npm run store-runs -- reference` again after renaming.
  const stale = Object.entries(recordedExamples).filter(
    ([id, { check }]) => !known.has(id) || !checks.get(check)?.requirements.some((own) => own === id),
  );
  expect(stale.map(([id]) => id)).toEqual([]);
  expect(Object.keys(recordedExamples).length).toBeGreaterThan(500);
  const random = /[0-9a-f]{32}|ps-[0-9a-f]{6}/;
  expect(Object.values(recordedExamples).filter((one) => random.test(JSON.stringify(one)))).toEqual([]);
});
