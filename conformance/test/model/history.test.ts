import { describe, expect, test } from 'vitest';
import { Recorder } from '../../src/model/linearizability/history.ts';
import { linearize } from '../../src/model/linearizability/linearize.ts';
import { excuseLate, linearizeHistory } from '../../src/model/linearizability/linearize-history.ts';
import { contradictingCalls } from '../../src/model/linearizability/shrink.ts';
import { adam, alice, bob, type ExampleCall, history, token } from '../support/histories/example-calls.ts';
import { initialState, model } from '../support/histories/example-organization.ts';
import type { Calls } from '../support/histories/in-order.ts';

test('a violated history is shown as a table of the contradicting calls', () => {
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
  const result = linearizeHistory({ initial: initialState, calls, grace: null, steps: undefined });
  expect(result.kind === 'violated' && result.table.split('\n')).toEqual([
    'no order of 2 of the 4 calls explains their outcomes, whatever the others did:',
    '  ├─────────────────────────┤                2.0–10.0 ms          alice-1: invite_cancel token=zoe@example.com#1 → ok',
    '               ├─────────────────────────┤   5.0–14.0 ms          adam-1: invite_complete token=zoe@example.com#1 → ok',
    '',
    'an order that explains as many of them as any:',
    '  1. alice-1: invite_cancel token=zoe@example.com#1 → ok',
    '',
    'wrong after that:',
    '  adam-1: invite_complete token=zoe@example.com#1 → ok',
    '    expected: invitation_cancelled',
  ]);
});

describe('one order explains the events that listeners receive', () => {
  const received = (nth: number, event: string, called: number): ExampleCall => ({
    request: { cmd: 'receive_invitation', listener: alice, token, nth, event },
    called,
    returned: called + 0.5,
    outcome: { status: 'received' },
  });
  const cancel: ExampleCall = {
    request: { cmd: 'invite_cancel', by: alice, token },
    called: 2,
    returned: 10,
    outcome: { status: 'ok' },
  };
  const invite: ExampleCall = {
    request: { cmd: 'invite_new_user', by: alice, email: 'zoe@example.com' },
    called: 1,
    returned: 9,
    outcome: { status: 'ok', token },
  };
  const nothingMore = (nth: number): ExampleCall => ({
    request: { cmd: 'receive_invitation', listener: alice, token, nth, event: null },
    called: 20,
    returned: 21,
    outcome: { status: 'received' },
  });
  const kindOf = (...calls: ExampleCall[]) => linearize(model, history(...calls)).kind;

  test('in order, without gaps', () => {
    expect(
      kindOf(invite, cancel, received(0, 'PENDING', 5), received(1, 'CANCELLED', 6), nothingMore(2)),
    ).toBe('explained');
    expect(kindOf(invite, cancel, received(0, 'CANCELLED', 5), received(1, 'PENDING', 6))).toBe('violated');
    expect(kindOf(invite, cancel, received(0, 'PENDING', 5), nothingMore(1))).toBe('violated');
  });

  test('not before their cause', () => {
    expect(kindOf(cancel, received(0, 'CANCELLED', 3))).toBe('explained');
    expect(kindOf(cancel, received(0, 'CANCELLED', 1))).toBe('violated');
  });

  test('one event per cause: a wrong number of events contradicts all causes together', () => {
    const complete: ExampleCall = {
      request: { cmd: 'invite_complete', by: alice, token },
      called: 12,
      returned: 20,
      outcome: { status: 'ok' },
    };
    const twice = [invite, { ...invite, called: 3, returned: 10 }];
    const calls = history(...twice, complete, received(1, 'FINISHED', 20));
    expect(kindOf(...twice, complete, received(2, 'FINISHED', 20))).toBe('explained');
    expect(contradictingCalls(model, calls)?.calls).toHaveLength(4);
  });
});

test('a call without an outcome may take effect at any time after it was made, or never', () => {
  const readOf = (...names: readonly string[]) => ({
    request: { cmd: 'certificate_get' as const, by: alice },
    outcome: { status: 'ok', certificates: ['user alice @1', ...names], view: 'full' as const },
  });
  const lost = { request: { cmd: 'device_create' as const, by: alice, at: 5, device: 'tablet' }, called: 2 };
  const device = 'device tablet @5';
  const kindOf = (...calls: ExampleCall[]) => linearize(model, history(...calls)).kind;
  expect(kindOf(lost, { ...readOf(), called: 3, returned: 4 })).toBe('explained');
  expect(kindOf(lost, { ...readOf(device), called: 3, returned: 4 })).toBe('explained');
  expect(
    kindOf(lost, { ...readOf(), called: 3, returned: 4 }, { ...readOf(device), called: 5, returned: 6 }),
  ).toBe('explained');
  expect(
    kindOf(lost, { ...readOf(device), called: 3, returned: 4 }, { ...readOf(), called: 5, returned: 6 }),
  ).toBe('violated');
  expect(kindOf({ ...readOf(device), called: 0, returned: 1 }, lost)).toBe('violated');
});

test('within the grace after a revocation, reads may still be served, but writes may not', () => {
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
    const { history: lenient, late } = excuseLate(calls, 1000);
    return [linearize(model, calls).kind, linearize(model, lenient).kind, late];
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

test('a recorder keeps the order of calls and replies', async () => {
  const recorder = new Recorder<string, string>();
  let answer: (outcome: string | undefined) => void = () => undefined;
  const slow = recorder.record('a', 'slow', () => new Promise((done) => (answer = done)));
  await recorder.record('b', 'quick', async () => 'ok');
  await recorder.record('c', 'silent', async () => undefined);
  answer('late');
  expect(await slow).toBe('late');
  const recorded = recorder.history.map(({ request, outcome, called, returned }) => [
    request,
    outcome,
    called,
    returned,
  ]);
  expect(recorded).toEqual([
    ['quick', 'ok', 2, 3],
    ['silent', undefined, 4, Number.POSITIVE_INFINITY],
    ['slow', 'late', 1, 5],
  ]);
});
