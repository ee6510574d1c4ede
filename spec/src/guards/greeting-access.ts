import type { Uuid } from '../codec/index.ts';
import { constantTimeEqual } from '../crypto/index.ts';
import type { Organization } from '../records/index.ts';
import type { Invitation, User } from '../state/index.ts';
import type { AuthenticatedContext, InvitedContext } from './context.ts';
import { greetingOf } from './greetings.ts';
import type { Guards } from './guard.ts';
import { invitationOf, mayGreet } from './invitations.ts';

// Access to an attempt, checked at each call, because an invitation or a right may end during a
// greeting.

interface NamedAttempt {
  readonly greeting_attempt: Uuid;
}
type NotFound = { status: 'greeting_attempt_not_found' };
type GreeterRefusal =
  | NotFound
  | { status: 'invitation_completed' }
  | { status: 'invitation_cancelled' }
  | { status: 'author_not_allowed' };
type ClaimerRefusal = NotFound | { status: 'greeter_revoked' } | { status: 'greeter_not_allowed' };

const notFound: NotFound = { status: 'greeting_attempt_not_found' };

/**
 * Access of the greeter for step and cancel: the attempt belongs to the same user, the invitation
 * is pending, and the user may greet it.
 */
export const greeterAccess: Guards<AuthenticatedContext<NamedAttempt>, GreeterRefusal> = {
  'greeting/attempt-known': ({ state, author, request }) =>
    greetingOf(state, request)?.greeter.equals(author.user.user_id) === true || notFound,

  'greeting/invitation-completed-greeter': ({ state, request }) =>
    invitedBy(state, request)?.status !== 'FINISHED' || { status: 'invitation_completed' },

  'greeting/invitation-cancelled-greeter': ({ state, request }) =>
    invitedBy(state, request)?.status !== 'CANCELLED' || { status: 'invitation_cancelled' },

  'greeting/demoted-greeter': ({ state, author, request }) => {
    const invitation = invitedBy(state, request);
    return invitation === undefined || mayGreet(invitation, author.user) || { status: 'author_not_allowed' };
  },
};

/**
 * Access of the claimer for step and cancel: the attempt belongs to this invitation, and its
 * greeter may still greet it.
 */
export const claimerAccess: Guards<InvitedContext<NamedAttempt>, ClaimerRefusal> = {
  'greeting/attempt-known': ({ state, invitation, request }) => {
    const greeting = greetingOf(state, request);
    return (greeting !== undefined && constantTimeEqual(greeting.token, invitation.token)) || notFound;
  },

  'greeting/revoked-greeter': ({ state, request }) =>
    (greeterOf(state, request)?.revoked_on ?? null) === null || { status: 'greeter_revoked' },

  'greeting/demoted-greeter-claimer': ({ state, invitation, request }) => {
    const greeter = greeterOf(state, request);
    return greeter === undefined || mayGreet(invitation, greeter) || { status: 'greeter_not_allowed' };
  },
};

const greeterOf = (state: Organization, request: NamedAttempt): User | undefined =>
  state.users.get(greetingOf(state, request)?.greeter.hex ?? '');

function invitedBy(state: Organization, request: NamedAttempt): Invitation | undefined {
  const greeting = greetingOf(state, request);
  return greeting === undefined ? undefined : invitationOf(state, greeting.token);
}
