import fc from 'fast-check';
import type { OrganizationRequest } from '../../../src/model/calls.ts';
import { anyReceivedEvent } from './any-request.ts';
import { makeHistory, timing } from './generated-histories.ts';
import type { Calls } from './in-order.ts';

const greeting = { token: 'zoe@example.com#1', greeter: 'alice' };
const byAlice = { by: { user: 'alice', device: 'alice-1' }, role: 'greeter' as const };
const firstStep = { attempt: 'attempt 1', step: 0, move: 'step' as const };

/** Both sides start and submit their first step while the greeter listens. */
const greetingRequests: readonly fc.Arbitrary<OrganizationRequest>[] = [
  fc.constant({ cmd: 'invite_greeter_start_greeting_attempt', ...greeting, ...byAlice, move: 'start' }),
  fc.constant({ cmd: 'invite_claimer_start_greeting_attempt', ...greeting, role: 'claimer', move: 'start' }),
  fc.constant({ cmd: 'invite_claimer_step', ...greeting, role: 'claimer', ...firstStep }),
  fc.constant({ cmd: 'invite_greeter_step', ...greeting, ...byAlice, ...firstStep }),
  anyReceivedEvent.map((one) => ({ ...one, listener: byAlice.by })),
  anyReceivedEvent.map((one) => ({ ...one, listener: byAlice.by })),
];

/**
 * Generates histories of a greeting with a listener. The replies to the starts arrive before the
 * attempt is used.
 */
export const greetingHistory: fc.Arbitrary<Calls> = fc
  .tuple(...greetingRequests.map((one) => fc.tuple(one, timing)))
  .map((list) =>
    makeHistory(
      list.map(([request, times], index) => ({
        request,
        ...times,
        ...(index < 2 ? { early: 0, late: 0, delivery: 'answered' } : {}),
      })),
    ),
  );
