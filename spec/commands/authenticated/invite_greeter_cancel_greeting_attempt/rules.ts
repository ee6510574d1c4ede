import {
  authenticatedCommand,
  cancelGuards,
  greeterAccess,
  greetingEvent,
  greetingOf,
  moveIntents,
} from '../../../src/guards/index.ts';

/** The greeter cancels an attempt (GREET-17 to GREET-19). */
export const invite_greeter_cancel_greeting_attempt = authenticatedCommand(
  'invite_greeter_cancel_greeting_attempt',
  {
    guards: {
      ...greeterAccess,
      ...cancelGuards(({ state, request }) => {
        const greeting = greetingOf(state, request);
        const { reason } = request;
        const move = { move: 'cancel', side: 'GREETER', reason } as const;
        return greeting === undefined ? undefined : { attempt: greeting.attempt, move };
      }),
    },
    effect: ({ state, now, request }) => {
      const greeting = greetingOf(state, request);
      const reply = { status: 'ok' } as const;
      if (greeting === undefined) return { reply };
      const { records } = moveIntents(
        greeting,
        { move: 'cancel', side: 'GREETER', reason: request.reason },
        now,
      );
      return { reply, records, events: [greetingEvent('CANCELLED', greeting)] };
    },
  },
);
