import { type Answer, serving } from '../answers.ts';
import type { ReceivedEvent } from '../calls.ts';
import type { OrganizationState } from '../state.ts';

/**
 * What a listener hears next about one thing: every event about it, in its order (EVT-05 to
 * EVT-11). The order of events about different things is not specified.
 */
export function answerReceivedEvent(state: OrganizationState, request: ReceivedEvent): Answer {
  const next = nextEvent(state, request);
  const isRight = () => next === eventNameOf(request);
  return {
    ...serving({ status: 'heard' }, () => state, [], isRight),
    expected: { status: next ?? 'nothing' },
  };
}

/** Whether another event came before. */
export function isOtherEvent(state: OrganizationState, request: ReceivedEvent): boolean {
  const next = nextEvent(state, request);
  return next !== undefined && next !== eventNameOf(request);
}

/** The event of a hearing; a certificate's is known by its date. */
export const eventNameOf = (request: ReceivedEvent): string | undefined => {
  if (request.cmd !== 'hear_certificate') return request.event ?? undefined;
  return request.at === null ? undefined : `certificate @${request.at}`;
};

function nextEvent(state: OrganizationState, request: ReceivedEvent): string | undefined {
  const { user } = request.listener;
  switch (request.cmd) {
    case 'hear_certificate': {
      const next = state.certificates.find(({ at }) => at > request.after);
      return next && `certificate @${next.at}`;
    }
    case 'hear_invitation': {
      const invitation = state.invitations.find(({ token }) => token === request.token);
      return invitation?.events.filter(({ to }) => to.includes(user))[request.nth]?.event;
    }
    case 'hear_attempt': {
      const { names = [], events = [] } = state.greetings.get(`${request.token} ${user}`) ?? {};
      const index = names.indexOf(request.attempt);
      // The start of some attempt had no reply: it can be this one.
      if (index < 0 && names.includes(null)) return eventNameOf(request);
      return events[index]?.[request.nth];
    }
  }
}
