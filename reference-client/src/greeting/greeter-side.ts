import { writeStep } from '@parsec-spec/spec/greeting';
import { type Connection, call } from '../call/call.ts';
import { cancelledBy, type GreetingSide, stepResult, withShortTimeout } from './greeting-side.ts';

const ends = {
  invitation_not_found: { outcome: 'invitation-unknown' },
  invitation_completed: { outcome: 'invitation-completed' },
  invitation_cancelled: { outcome: 'invitation-cancelled' },
  author_not_allowed: { outcome: 'may-not-greet' },
} as const;

/** The greeter's side of a greeting, for one invitation. */
export function greeterSide(connection: Connection, token: Uint8Array): GreetingSide {
  return {
    side: 'GREETER',
    start: async () => {
      const cmd = 'invite_greeter_start_greeting_attempt';
      const answer = await call(connection, 'authenticated', { cmd, token });
      if (answer.outcome !== 'reply') return answer;
      const { reply } = answer;
      return reply.status === 'ok'
        ? { outcome: 'started', attempt: reply.greeting_attempt }
        : ends[reply.status];
    },
    say: async (attempt, step) => {
      const answer = await call(connection, 'authenticated', {
        cmd: 'invite_greeter_step',
        greeting_attempt: attempt,
        greeter_step: writeStep('GREETER', step),
      });
      if (answer.outcome !== 'reply') return answer;
      const { reply } = answer;
      switch (reply.status) {
        case 'ok':
          return stepResult('CLAIMER', reply.claimer_step, step);
        case 'not_ready':
          return { outcome: 'not-ready' };
        case 'greeting_attempt_cancelled':
          return cancelledBy(reply);
        case 'invitation_completed':
        case 'invitation_cancelled':
        case 'author_not_allowed':
          return ends[reply.status];
        default:
          return { outcome: 'out-of-step', status: reply.status };
      }
    },
    cancel: async (attempt, reason) => {
      const cmd = 'invite_greeter_cancel_greeting_attempt';
      await call(withShortTimeout(connection), 'authenticated', { cmd, greeting_attempt: attempt, reason });
    },
  };
}
