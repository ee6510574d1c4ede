import {
  cancelGuards,
  claimerAccess,
  greetingEvent,
  greetingOf,
  invitedCommand,
  moveIntents,
} from '../../../src/guards/index.ts';

/** The claimer cancels an attempt (GREET-17 to GREET-19). */
export const invite_claimer_cancel_greeting_attempt = invitedCommand(
  'invite_claimer_cancel_greeting_attempt',
  {
    guards: {
      ...claimerAccess,
      ...cancelGuards(({ state, request }) => {
        const greeting = greetingOf(state, request);
        const { reason } = request;
        const move = { move: 'cancel', side: 'CLAIMER', reason } as const;
        return greeting === undefined ? undefined : { attempt: greeting.attempt, move };
      }),
    },
    effect: ({ state, now, request }) => {
      const greeting = greetingOf(state, request);
      const reply = { status: 'ok' } as const;
      if (greeting === undefined) return { reply };
      const { records } = moveIntents(
        greeting,
        { move: 'cancel', side: 'CLAIMER', reason: request.reason },
        now,
      );
      return { reply, records, events: [greetingEvent('CANCELLED', greeting)] };
    },
  },
);
