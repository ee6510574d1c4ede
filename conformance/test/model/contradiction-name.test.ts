import { expect, test } from 'vitest';
import { linearize } from '../../src/model/linearizability/linearize.ts';
import { linearizeHistory } from '../../src/model/linearizability/linearize-history.ts';
import {
  adam,
  alice,
  bob,
  type ExampleCall,
  history,
  revokesAdam,
  token,
  updateByAdam,
} from '../support/histories/example-calls.ts';
import { initialState, model } from '../support/histories/example-organization.ts';

const ok = { status: 'ok' };
const nameOf = (...calls: ExampleCall[]) => {
  const result = linearizeHistory({
    initial: initialState,
    calls: history(...calls),
    grace: null,
    steps: undefined,
  });
  return result.kind === 'violated' ? result.name : result.kind;
};
const endCall = (
  cmd: 'invite_cancel' | 'invite_complete',
  by: typeof alice,
  called: number,
): ExampleCall => ({
  request: { cmd, by, token },
  called,
  returned: called + 10,
  outcome: ok,
});
const earlyRevocation: ExampleCall = { request: revokesAdam, called: 1, returned: 9, outcome: ok };
/** The revocation without a reply. */
const revocation: ExampleCall = { request: revokesAdam, called: 1 };

test('a name lists the kinds of the calls, and does not depend on their callers and their order', () => {
  const name = 'invite_cancel → ok beside invite_complete → ok';
  expect(nameOf(endCall('invite_cancel', alice, 1), endCall('invite_complete', adam, 2))).toBe(name);
  expect(nameOf(endCall('invite_complete', alice, 3), endCall('invite_cancel', alice, 1))).toBe(name);
  expect(nameOf(endCall('invite_cancel', alice, 1), endCall('invite_cancel', adam, 2))).toBe(
    'invite_cancel → ok beside invite_cancel → ok',
  );
});

test('a call that is served without rights is named a write, a read or a call', () => {
  const late = { called: 12, returned: 20 };
  expect(nameOf(earlyRevocation, { request: updateByAdam, ...late, outcome: ok })).toBe(
    'a write → ok beside user_revoke of the author → ok',
  );
  expect(
    nameOf(earlyRevocation, { request: { cmd: 'organization_info', by: adam }, ...late, outcome: ok }),
  ).toBe('a read → ok beside user_revoke of the author → ok');
  const request = { cmd: 'device_create', by: adam, at: 4, device: 'tablet' } as const;
  const outcome = { status: 'require_greater_timestamp', strictlyGreaterThan: 5 };
  expect(nameOf(earlyRevocation, { request, ...late, outcome })).toBe(
    'a call → not HTTP 461 beside user_revoke of the author → ok',
  );
});

test('it has the same name if only other calls show that it was served', () => {
  const name = 'a write → ok beside user_revoke of the author → ok';
  const read: ExampleCall = {
    request: { cmd: 'certificate_get', by: alice },
    called: 20,
    returned: 30,
    outcome: {
      status: 'ok',
      certificates: ['user alice @1', 'adam revoked @5', 'bob becomes OUTSIDER @7'],
      view: 'full',
    },
  };
  expect(nameOf(revocation, { request: updateByAdam, called: 2, returned: 12, outcome: ok }, read)).toBe(
    name,
  );
  // Neither write has a reply. Only the read shows that both took effect.
  expect(nameOf(revocation, { request: updateByAdam, called: 2 }, read)).toBe(name);
});

test('a profile change of the author is in the name only if there is one', () => {
  const demotion: ExampleCall = {
    request: { cmd: 'user_update', by: alice, at: 5, user: 'adam', profile: 'STANDARD' },
    called: 1,
    returned: 2,
    outcome: ok,
  };
  const invite = (by: typeof alice): ExampleCall => ({
    request: { cmd: 'invite_new_user', by, email: 'yves@example.com' },
    called: 3,
    returned: 4,
    outcome: { status: 'ok', token: 'yves@example.com#2' },
  });
  expect(nameOf(demotion, invite(adam))).toBe('a write → ok beside user_update of the author → ok');
  expect(nameOf(demotion, invite(bob))).toBe('invite_new_user → ok');
});

test('a read of the wrong version is named with the profile change', () => {
  const promotion: ExampleCall = {
    request: { cmd: 'user_update', by: alice, at: 5, user: 'bob', profile: 'OUTSIDER' },
    called: 1,
  };
  const read = (view: 'full' | 'redacted'): ExampleCall => ({
    request: { cmd: 'certificate_get', by: bob },
    called: 6,
    returned: 9,
    outcome: { status: 'ok', certificates: ['user alice @1', 'bob becomes OUTSIDER @5'], view },
  });
  expect(nameOf(promotion, read('redacted'))).toBe('explained');
  expect(nameOf(promotion, read('full'))).toBe('a read → ok beside user_update of the author → ok');
});

test('a call that is served after an expiry or a freeze is named with it', () => {
  const administer = (request: ExampleCall['request']): ExampleCall => ({
    request,
    called: 1,
    returned: 2,
    outcome: { status: 200 },
  });
  const info: ExampleCall = {
    request: { cmd: 'organization_info', by: bob },
    called: 3,
    returned: 4,
    outcome: ok,
  };
  expect(nameOf(administer({ cmd: 'organization_expire' }), info)).toBe(
    'expired beside organization_info → ok',
  );
  expect(nameOf(administer({ cmd: 'user_freeze', user: 'bob' }), info)).toBe('a call → served beside frozen');
});

test('an event about an invitation is named with the end of the invitation', () => {
  const invite: ExampleCall = {
    request: { cmd: 'invite_new_user', by: alice, email: 'zoe@example.com' },
    called: 3,
    returned: 4,
    outcome: { status: 'ok', token },
  };
  const received = (nth: number, event: string | null, called: number): ExampleCall => ({
    request: { cmd: 'receive_invitation', listener: alice, token, nth, event },
    called,
    returned: called + 1,
    outcome: { status: 'received' },
  });
  const cancel = endCall('invite_cancel', alice, 5);
  expect(nameOf(invite, received(0, 'PENDING', 8), cancel, received(1, 'PENDING', 18))).toBe(
    'INVITATION PENDING heard beside invite_cancel → ok',
  );
  const open: ExampleCall = { request: cancel.request, called: 5 };
  expect(nameOf(open, received(0, 'CANCELLED', 8), received(1, 'PENDING', 18))).toBe(
    'INVITATION PENDING heard beside invite_cancel → ok',
  );
  expect(nameOf(cancel, received(0, null, 20))).toBe('invite_cancel → ok beside no more INVITATION heard');
  expect(linearize(model, history(invite, received(0, 'PENDING', 8), cancel)).kind).toBe('explained');
});
