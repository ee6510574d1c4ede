import { type PlainStep, readStep, writeStep } from '../../../src/greeting/index.ts';
import {
  claimerAccess,
  greetingEvent,
  greetingOf,
  invitedCommand,
  moveIntents,
  recentClient,
  stepGuards,
} from '../../../src/guards/index.ts';

const stepMove = ({ step, payload }: PlainStep) =>
  ({ move: 'step', side: 'CLAIMER', step, payload }) as const;

/**
 * The claimer submits a half of a step and gets the greeter's (GREET-09 to GREET-16, GREET-22 to
 * GREET-27).
 */
export const invite_claimer_step = invitedCommand('invite_claimer_step', {
  guards: {
    ...recentClient,
    ...claimerAccess,
    ...stepGuards(({ state, request }) => {
      const greeting = greetingOf(state, request);
      const move = stepMove(readStep('CLAIMER', request.claimer_step));
      return greeting === undefined ? undefined : { attempt: greeting.attempt, move };
    }),
  },
  effect: ({ state, now, request }) => {
    const greeting = greetingOf(state, request);
    if (greeting === undefined) return { reply: { status: 'not_ready' } };
    const half = readStep('CLAIMER', request.claimer_step);
    const { step } = half;
    const { peerHalf, records } = moveIntents(greeting, stepMove(half), now);
    if (peerHalf !== undefined) {
      return {
        reply: { status: 'ok', greeter_step: writeStep('GREETER', { step, payload: peerHalf }) },
        records,
      };
    }
    return {
      reply: { status: 'not_ready' },
      records,
      // The claimer waits. The event is repeated at each poll, since the greeter may have missed
      // one (EVT-09).
      events: step === 0 ? [greetingEvent('READY', greeting)] : [],
    };
  },
});
