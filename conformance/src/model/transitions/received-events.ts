import type { RequirementId } from '@parsec-spec/spec/requirements';
import { type ExpectedAnswer, serving } from '../answers.ts';
import type { ReceivedEvent } from '../calls.ts';
import type { OrganizationState } from '../state.ts';

/**
 * The next event that a listener must receive about one subject. All events about one subject
 * arrive in order (EVT-05 to EVT-11). The order of events about different subjects is not
 * specified.
 */
export function answerReceivedEvent(state: OrganizationState, request: ReceivedEvent): ExpectedAnswer {
  const next = nextEvent(state, request);
  const requirement = requirementOf(request, next);
  const answer = serving({
    requirement,
    expected: { status: 'received' },
    after: () => state,
    breach: () => (next === eventNameOf(request) ? undefined : requirement),
  });
  return { ...answer, expected: { status: next ?? 'nothing' } };
}

/** The requirement that the next event is sent, or, if there is none, that no other one is. */
function requirementOf(request: ReceivedEvent, next: string | undefined): RequirementId {
  if (request.cmd === 'receive_certificate') return 'events_listen/certificate-event';
  if (request.cmd === 'receive_invitation')
    return next === 'CANCELLED'
      ? 'events_listen/invitation-cancelled-event'
      : next === 'FINISHED'
        ? 'events_listen/invitation-finished-event'
        : next === 'PENDING'
          ? 'events_listen/invitation-event'
          : 'events_listen/invitation-audience';
  return next === 'GREETING_ATTEMPT_READY'
    ? 'events_listen/attempt-ready-event'
    : next === 'GREETING_ATTEMPT_JOINED'
      ? 'events_listen/attempt-joined-event'
      : 'events_listen/attempt-cancelled-event';
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
