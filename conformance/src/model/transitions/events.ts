import { type Answer, serving } from '../answers.ts';
import type { ReceivedEvent } from '../calls.ts';
import type { OrganizationState } from '../state.ts';

/**
 * The next event that a listener must receive about one subject. All events about one subject
 * arrive in order (EVT-05 to EVT-11). The order of events about different subjects is not
 * specified.
 */
export function answerReceivedEvent(state: OrganizationState, request: ReceivedEvent): Answer {
  const next = nextEvent(state, request);
  const isRight = () => next === eventNameOf(request);
  return {
    ...serving({ status: 'received' }, () => state, [], isRight),
    expected: { status: next ?? 'nothing' },
  };
}

/** Whether the listener must receive another event before the recorded one. */
export function isOtherEvent(state: OrganizationState, request: ReceivedEvent): boolean {
  const next = nextEvent(state, request);
  return next !== undefined && next !== eventNameOf(request);
}

/**
 * The recorded event, or undefined if none was received. A certificate is named by its timestamp.
 */
export const eventNameOf = (request: ReceivedEvent): string | undefined => {
  if (request.cmd !== 'receive_certificate') return request.event ?? undefined;
  return request.at === null ? undefined : `certificate @${request.at}`;
};

function nextEvent(state: OrganizationState, request: ReceivedEvent): string | undefined {
  const { user } = request.listener;
  switch (request.cmd) {
    case 'receive_certificate': {
      const next = state.certificates.find(({ at }) => at > request.after);
      return next && `certificate @${next.at}`;
    }
    case 'receive_invitation': {
      const invitation = state.invitations.find(({ token }) => token === request.token);
      return invitation?.events.filter(({ to }) => to.includes(user))[request.nth]?.event;
    }
    case 'receive_attempt': {
      const { names = [], events = [] } = state.greetings.get(`${request.token} ${user}`) ?? {};
      const index = names.indexOf(request.attempt);
      // The start of some attempt had no reply. It may be this attempt.
      if (index < 0 && names.includes(null)) return eventNameOf(request);
      return events[index]?.[request.nth];
    }
  }
}
