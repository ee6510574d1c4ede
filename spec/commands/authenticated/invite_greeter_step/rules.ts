import { type PlainStep, readStep, writeStep } from '../../../src/greeting/index.ts';
import {
  authenticatedCommand,
  greeterAccess,
  greetingEvent,
  greetingOf,
  moveIntents,
  recentClient,
  stepGuards,
} from '../../../src/guards/index.ts';

const stepMove = ({ step, payload }: PlainStep) =>
  ({ move: 'step', side: 'GREETER', step, payload }) as const;

/**
 * The greeter submits a half of a step and gets the claimer's (GREET-09 to GREET-16, GREET-20 to
 * GREET-27).
 */
export const invite_greeter_step = authenticatedCommand('invite_greeter_step', {
  guards: {
    ...recentClient,
    ...greeterAccess,
    ...stepGuards(({ state, request }) => {
      const greeting = greetingOf(state, request);
      const move = stepMove(readStep('GREETER', request.greeter_step));
      return greeting === undefined ? undefined : { attempt: greeting.attempt, move };
    }),
  },
  effect: ({ state, now, request }) => {
    const greeting = greetingOf(state, request);
    if (greeting === undefined) return { reply: { status: 'not_ready' } };
    const half = readStep('GREETER', request.greeter_step);
    const { step } = half;
    const { peerHalf, records } = moveIntents(greeting, stepMove(half), now);
    if (peerHalf === undefined) return { reply: { status: 'not_ready' }, records };
    return {
      reply: { status: 'ok', claimer_step: writeStep('CLAIMER', { step, payload: peerHalf }) },
      records,
      // The two sides have met, so the greeter's other devices can stop waiting (EVT-10).
      events: step === 0 ? [greetingEvent('JOINED', greeting)] : [],
    };
  },
});
