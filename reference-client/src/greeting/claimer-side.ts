import type { Uuid } from '@parsec-spec/spec/codec';
import { writeStep } from '@parsec-spec/spec/greeting';
import { type Connection, call } from '../call/call.ts';
import { cancelledBy, type GreetingSide, stepResult, withShortTimeout } from './greeting-side.ts';

const ends = {
  greeter_not_found: { outcome: 'greeter-unknown' },
  greeter_revoked: { outcome: 'greeter-revoked' },
  greeter_not_allowed: { outcome: 'greeter-not-allowed' },
} as const;

/**
 * The claimer's side of a greeting with one greeter. The connection has the token of the
 * invitation.
 */
export function claimerSide(connection: Connection, greeter: Uuid): GreetingSide {
  return {
    side: 'CLAIMER',
    start: async () => {
      const cmd = 'invite_claimer_start_greeting_attempt';
      const answer = await call(connection, 'invited', { cmd, greeter });
      if (answer.outcome !== 'reply') return answer;
      const { reply } = answer;
      return reply.status === 'ok'
        ? { outcome: 'started', attempt: reply.greeting_attempt }
        : ends[reply.status];
    },
    say: async (attempt, step) => {
      const answer = await call(connection, 'invited', {
        cmd: 'invite_claimer_step',
        greeting_attempt: attempt,
        claimer_step: writeStep('CLAIMER', step),
      });
      if (answer.outcome !== 'reply') return answer;
      const { reply } = answer;
      switch (reply.status) {
        case 'ok':
          return stepResult('GREETER', reply.greeter_step, step);
        case 'not_ready':
          return { outcome: 'not-ready' };
        case 'greeting_attempt_cancelled':
          return cancelledBy(reply);
        case 'greeter_revoked':
        case 'greeter_not_allowed':
          return ends[reply.status];
        default:
          return { outcome: 'out-of-step', status: reply.status };
      }
    },
    cancel: async (attempt, reason) => {
      const cmd = 'invite_claimer_cancel_greeting_attempt';
      await call(withShortTimeout(connection), 'invited', { cmd, greeting_attempt: attempt, reason });
    },
  };
}
