import { describe, expect, test } from 'vitest';
import { clash, explain, linearize, Recorder } from '../../src/histories/index.ts';
import { excused } from '../../src/histories/organization/late.ts';
import type { Calls } from './in-order.ts';
import { model } from './small-company.ts';
import { adam, alice, bob, history, type Told, token } from './told-calls.ts';

test('an explanation can be read alone', () => {
  const calls = history(
    {
      request: { cmd: 'invite_list', by: bob },
      called: 1,
      returned: 4,
      outcome: { status: 'ok', invitations: [] },
    },
    {
      request: { cmd: 'invite_cancel', by: alice, token },
      called: 2,
      returned: 10,
      outcome: { status: 'ok' },
    },
    {
      request: { cmd: 'invite_complete', by: adam, token },
      called: 5,
      returned: 14,
      outcome: { status: 'ok' },
    },
    { request: { cmd: 'device_create', by: alice, at: 9, device: 'tablet' }, called: 6 },
  );
  expect(linearize(model, calls).kind).toBe('violated');
  expect(explain(model, calls).text.split('\n')).toEqual([
    'no order of these 2 calls, one at a time, gives their answers, whatever came of the other 2:',
    '  ├─────────────────────────┤                2.0–10.0 ms          alice-1: invite_cancel zoe@example.com#1 → `ok`',
    '               ├─────────────────────────┤   5.0–14.0 ms          adam-1: invite_complete zoe@example.com#1 → `ok`',
    '',
    'an order that goes as far as any:',
    '  1. alice-1: invite_cancel zoe@example.com#1 → `ok`',
    '',
    'then:',
    '  alice ADMIN',
    '  adam ADMIN',
    '  invitation zoe@example.com#1 CANCELLED',
    '',
    'what could come next, and cannot:',
    '  adam-1: invite_complete zoe@example.com#1 → `ok`',
    '      right now: `invitation_cancelled`',
  ]);
});

describe('what listeners hear is explained by the same order', () => {
  const heard = (nth: number, event: string, called: number): Told => ({
    request: { cmd: 'hear_invitation', listener: alice, token, nth, event },
    called,
    returned: called + 0.5,
    outcome: { status: 'heard' },
  });
  const cancel: Told = {
    request: { cmd: 'invite_cancel', by: alice, token },
    called: 2,
    returned: 10,
    outcome: { status: 'ok' },
  };
  const again: Told = {
    request: { cmd: 'invite_new_user', by: alice, email: 'zoe@example.com' },
    called: 1,
    returned: 9,
    outcome: { status: 'ok', token },
  };
  const nothingMore = (nth: number): Told => ({
    request: { cmd: 'hear_no_more_of_invitation', listener: alice, token, nth },
    called: 20,
    returned: 21,
    outcome: { status: 'heard' },
  });
  const kindOf = (...calls: Told[]) => linearize(model, history(...calls)).kind;

  test('in its order, and all of it', () => {
    expect(kindOf(again, cancel, heard(0, 'PENDING', 5), heard(1, 'CANCELLED', 6), nothingMore(2))).toBe(
      'explained',
    );
    expect(kindOf(again, cancel, heard(0, 'CANCELLED', 5), heard(1, 'PENDING', 6))).toBe('violated');
    expect(kindOf(again, cancel, heard(0, 'PENDING', 5), nothingMore(1))).toBe('violated');
  });

  test('never before it can have happened', () => {
    expect(kindOf(cancel, heard(0, 'CANCELLED', 3))).toBe('explained');
    expect(kindOf(cancel, heard(0, 'CANCELLED', 1))).toBe('violated');
  });

  test('and told of as often as it was asked for: what counts others contradicts all of them together', () => {
    const complete: Told = {
      request: { cmd: 'invite_complete', by: alice, token },
      called: 12,
      returned: 20,
      outcome: { status: 'ok' },
    };
    const twice = [again, { ...again, called: 3, returned: 10 }];
    const calls = history(...twice, complete, heard(1, 'FINISHED', 20));
    expect(kindOf(...twice, complete, heard(2, 'FINISHED', 20))).toBe('explained');
    expect(clash(model, calls)?.calls).toHaveLength(4);
    expect(explain(model, calls).contradiction).toBe('INVITATION FINISHED heard beside invite_complete → ok');
  });

  test('and otherwise has a name', () => {
    const nameOf = (...calls: Told[]) => explain(model, history(...calls)).contradiction;
    expect(nameOf(cancel, heard(0, 'PENDING', 6))).toBe('INVITATION PENDING heard beside invite_cancel → ok');
    expect(nameOf(cancel, nothingMore(0))).toBe('invite_cancel → ok beside no more INVITATION heard');
    expect(nameOf(heard(0, 'FINISHED', 3))).toBe('INVITATION FINISHED heard instead of nothing');
  });
});

test('what was not answered may have happened at any time since, or not', () => {
  const seen = (...names: readonly string[]) => ({
    request: { cmd: 'certificate_get' as const, by: alice, after: null },
    outcome: { status: 'ok', certificates: ['user alice @1', ...names], view: 'full' as const },
  });
  const lost = { request: { cmd: 'device_create' as const, by: alice, at: 5, device: 'tablet' }, called: 2 };
  const device = 'device tablet @5';
  const kindOf = (...calls: Told[]) => linearize(model, history(...calls)).kind;
  expect(kindOf(lost, { ...seen(), called: 3, returned: 4 })).toBe('explained');
  expect(kindOf(lost, { ...seen(device), called: 3, returned: 4 })).toBe('explained');
  expect(
    kindOf(lost, { ...seen(), called: 3, returned: 4 }, { ...seen(device), called: 5, returned: 6 }),
  ).toBe('explained');
  expect(
    kindOf(lost, { ...seen(device), called: 3, returned: 4 }, { ...seen(), called: 5, returned: 6 }),
  ).toBe('violated');
  expect(kindOf({ ...seen(device), called: 0, returned: 1 }, lost)).toBe('violated');
});

test('reads are excused for a moment after a revocation was answered, writes are not', () => {
  const revoked = {
    request: { cmd: 'user_revoke' as const, by: alice, at: 5, user: 'bob', email: 'bob@example.com' },
    called: 10,
    returned: 20,
    outcome: { status: 'ok' },
  };
  const read = { request: { cmd: 'organization_info' as const, by: bob }, outcome: { status: 'ok' } };
  const write = {
    request: { cmd: 'device_create' as const, by: bob, at: 9, device: 'tablet' },
    outcome: { status: 'ok' },
  };
  const verdictOf = (calls: Calls) => {
    const { history: lenient, late } = excused(calls, 1000);
    return [linearize(model, calls).kind, linearize(model, lenient).kind, late.length];
  };
  const soon = { called: 30, returned: 40 };
  expect(verdictOf(history(revoked, { ...read, ...soon }))).toEqual(['violated', 'explained', 1]);
  expect(verdictOf(history(revoked, { ...read, called: 1100, returned: 1110 }))).toEqual([
    'violated',
    'violated',
    0,
  ]);
  expect(verdictOf(history(revoked, { ...write, ...soon }))).toEqual(['violated', 'violated', 0]);
});

test('a recorder keeps who asked before whom was answered', async () => {
  const recorder = new Recorder<string, string>();
  let answer: (outcome: string | undefined) => void = () => undefined;
  const slow = recorder.record('a', 'slow', () => new Promise((done) => (answer = done)));
  await recorder.record('b', 'quick', async () => 'ok');
  await recorder.record('c', 'silent', async () => undefined);
  answer('late');
  expect(await slow).toBe('late');
  const told = recorder.history.map(({ request, outcome, called, returned }) => [
    request,
    outcome,
    called,
    returned,
  ]);
  expect(told).toEqual([
    ['quick', 'ok', 2, 3],
    ['silent', undefined, 4, Number.POSITIVE_INFINITY],
    ['slow', 'late', 1, 5],
  ]);
});
