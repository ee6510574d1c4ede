import fc from 'fast-check';
import type { OrganizationRequest } from '../../src/model/calls.ts';
import { receivedEvent } from '../model/any-request.ts';
import type { Calls } from '../model/in-order.ts';
import { makeHistory, timing } from '../model/generated-histories.ts';

const where = { token: 'zoe@example.com#1', greeter: 'alice' };
const byAlice = { by: { user: 'alice', device: 'alice-1' }, party: 'greeter' as const };
const first = { attempt: 'attempt 1', step: 0, move: 'step' as const };

/** Both sides start and submit their first step while the greeter listens. */
const greetingRequests: readonly fc.Arbitrary<OrganizationRequest>[] = [
  fc.constant({ cmd: 'invite_greeter_start_greeting_attempt', ...where, ...byAlice, move: 'start' }),
  fc.constant({ cmd: 'invite_claimer_start_greeting_attempt', ...where, party: 'claimer', move: 'start' }),
  fc.constant({ cmd: 'invite_claimer_step', ...where, party: 'claimer', ...first }),
  fc.constant({ cmd: 'invite_greeter_step', ...where, ...byAlice, ...first }),
  receivedEvent.map((one) => ({ ...one, listener: byAlice.by })),
  receivedEvent.map((one) => ({ ...one, listener: byAlice.by })),
];

/**
 * Histories of a greeting with a listener. The starts have replies before their attempt is used.
 */
export const greetingHistory: fc.Arbitrary<Calls> = fc
  .tuple(...greetingRequests.map((one) => fc.tuple(one, timing)))
  .map((list) =>
    makeHistory(
      list.map(([asked, when], index) => ({
        request: asked,
        ...when,
        ...(index < 2 ? { early: 0, late: 0, fate: 'answered' } : {}),
      })),
    ),
  );
