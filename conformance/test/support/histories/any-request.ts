import fc from 'fast-check';
import type { OrganizationRequest } from '../../../src/model/calls.ts';
import { email } from './example-organization.ts';

const users = ['adam', 'bob', 'carl', 'carl-twin', 'dave'];
const by = fc
  .constantFrom('alice', 'alice', 'adam', 'bob', 'carl')
  .map((user) => ({ user, device: `${user}-1` }));
const profile = fc.constantFrom('ADMIN' as const, 'STANDARD' as const, 'OUTSIDER' as const);
const user = fc.constantFrom(...users);
const token = fc.constantFrom('zoe@example.com#1', 'zoe@example.com#2', 'carl@example.com#1');
const attempt = fc.constantFrom('attempt 1', 'attempt 2');
const at = fc.constant(0);

/**
 * The request that a listener receives its next event. `Listeners` replaces the subject and the
 * event.
 */
export const anyReceivedEvent = fc.record({
  cmd: fc.constant('receive_invitation' as const),
  listener: fc.constantFrom('alice', 'bob').map((name) => ({ user: name, device: `${name}-1` })),
  token: fc.constant(''),
  nth: fc.nat({ max: 9 }),
  event: fc.constant(''),
});

/** Requests of a few users about a few subjects. `makeHistory` sets the timestamps. */
export const anyRequest: fc.Arbitrary<OrganizationRequest> = fc.oneof(
  fc
    .record({ cmd: fc.constant('user_create' as const), by, at, user, profile })
    .map((one) => ({ ...one, device: `${one.user}-1`, email: email(one.user) })),
  fc.record({
    cmd: fc.constant('device_create' as const),
    by,
    at,
    device: fc.constantFrom('tablet', 'carl-1'),
  }),
  fc.record({ cmd: fc.constant('user_update' as const), by, at, user, profile }),
  fc
    .record({ cmd: fc.constant('user_revoke' as const), by, at, user })
    .map((one) => ({ ...one, email: email(one.user) })),
  fc.record({
    cmd: fc.constant('invite_new_user' as const),
    by,
    email: fc.constantFrom('zoe@example.com', 'carl@example.com'),
  }),
  fc.record({
    cmd: fc.constantFrom('invite_new_device' as const, 'invite_list' as const, 'organization_info' as const),
    by,
  }),
  fc.record({ cmd: fc.constantFrom('invite_cancel' as const, 'invite_complete' as const), by, token }),
  fc.record({ cmd: fc.constant('invite_info' as const), token }),
  fc.record({ cmd: fc.constant('certificate_get' as const), by }),
  fc.record({ cmd: fc.constant('certificate_get' as const), by }),
  fc.record({ cmd: fc.constantFrom('user_freeze' as const, 'user_unfreeze' as const), user }),
  fc.record({
    cmd: fc.constantFrom(
      'organization_expire' as const,
      'organization_unexpire' as const,
      'organization_unexpire' as const,
    ),
  }),
  anyReceivedEvent,
  anyReceivedEvent,
  anyReceivedEvent,
  fc
    .record({
      token,
      greeter: fc.constantFrom('alice', 'adam'),
      role: fc.constantFrom('greeter' as const, 'claimer' as const),
      move: fc.constantFrom('start' as const, 'start' as const, 'step' as const, 'cancel' as const),
      attempt,
      step: fc.nat({ max: 1 }),
    })
    .map(
      ({ attempt: name, step, ...one }): OrganizationRequest => ({
        cmd: `invite_${one.role}_${one.move === 'step' ? 'step' : one.move === 'start' ? 'start_greeting_attempt' : 'cancel_greeting_attempt'}`,
        ...one,
        ...(one.role === 'greeter' ? { by: { user: one.greeter, device: `${one.greeter}-1` } } : {}),
        ...(one.move === 'start' ? {} : { attempt: name }),
        ...(one.move === 'step' ? { step } : {}),
        ...(one.move === 'cancel' ? { reason: 'MANUALLY_CANCELLED' } : {}),
      }),
    ),
);
