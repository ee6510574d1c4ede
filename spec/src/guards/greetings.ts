// Guards and effects shared by the commands of a greeting. Access to an attempt is checked at each
// call, because an invitation or a right may end during a greeting. Each move applies the state
// machine of `spec/src/greeting` and records the result.
import type { DateTime, Uuid } from '../codec/index.ts';
import { constantTimeEqual } from '../crypto/index.ts';
import type { GreetingAttemptAlreadyCancelled, GreetingAttemptCancelled } from '../generated/types.ts';
import {
  type Attempt,
  isRepeated,
  type Move,
  makeMove,
  objectionApplies,
  type Side,
} from '../greeting/index.ts';
import type { Organization, OrganizationRecord } from '../records/index.ts';
import type { Greeting, Invitation, User } from '../state/index.ts';
import type { AuthenticatedContext, ClientVersion, InvitedContext } from './context.ts';
import { type Guards, type HttpRefusal, httpRefusals } from './guard.ts';
import type { Emission } from './intents.ts';
import { invitationOf, mayGreet } from './invitations.ts';

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
    greetedIn(state, author.user, request) !== undefined || notFound,

  'greeting/invitation-completed-greeter': ({ state, author, request }) =>
    greetedIn(state, author.user, request)?.status !== 'FINISHED' || { status: 'invitation_completed' },

  'greeting/invitation-cancelled-greeter': ({ state, author, request }) =>
    greetedIn(state, author.user, request)?.status !== 'CANCELLED' || { status: 'invitation_cancelled' },

  'greeting/demoted-greeter': ({ state, author, request }) => {
    const invitation = greetedIn(state, author.user, request);
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

/** The invitation, pending or ended, in which this greeter has the attempt that a request names. */
function greetedIn(state: Organization, { user_id }: User, request: NamedAttempt): Invitation | undefined {
  const greeting = greetingOf(state, request);
  if (greeting !== undefined)
    return greeting.greeter.equals(user_id) ? invitationOf(state, greeting.token) : undefined;
  const id = request.greeting_attempt.bytes;
  for (const invitation of state.invitations.values())
    if (holds(invitation.greeters.get(user_id.hex)?.past, id)) return invitation;
  return undefined;
}

/** Whether a list of ids, one after the other, has this one. */
function holds(ids: Uint8Array | undefined, id: Uint8Array): boolean {
  for (let at = 0; at < (ids?.length ?? 0); at += id.length)
    if (id.every((byte, nth) => byte === ids?.[at + nth])) return true;
  return false;
}

/** A move on an existing attempt. */
export interface AttemptMove {
  readonly attempt: Attempt;
  readonly move: Move;
}

/** The attempt that a request names, of any greeter and any pending invitation. */
export function greetingOf(
  { greetings, ended_attempts, invitations, users }: Organization,
  { greeting_attempt }: { readonly greeting_attempt: Uuid },
): Greeting | undefined {
  const { hex } = greeting_attempt;
  const greeting = greetings.get(hex);
  if (greeting !== undefined) return greeting;
  for (const [key, greeters] of ended_attempts) {
    for (const [user, attempts] of greeters) {
      const cancelled = attempts.get(hex);
      const { token } = (cancelled && invitations.get(key)) ?? {};
      const greeter = users.get(user)?.user_id;
      if (cancelled === undefined || token === undefined || greeter === undefined) continue;
      const joined = { GREETER: true, CLAIMER: true };
      const attempt = { greeting_attempt, joined, cancelled, said: { GREETER: [], CLAIMER: [] } };
      return { token, greeter, attempt };
    }
  }
  return undefined;
}

type NotJoined = { status: 'greeting_attempt_not_joined' };
type StepRefusal =
  | GreetingAttemptCancelled
  | NotJoined
  | { status: 'step_too_advanced' }
  | { status: 'step_mismatch' };

const notJoined: NotJoined = { status: 'greeting_attempt_not_joined' };

/**
 * The guards of a step. `moveOf` reads the move from the request, or gives undefined if the attempt
 * is unknown.
 */
export const stepGuards = <Context>(
  moveOf: (context: Context) => AttemptMove | undefined,
): Guards<Context, StepRefusal> => ({
  'greeting/cancelled-is-told': (context) => {
    const cancelled = moveOf(context)?.attempt.cancelled ?? null;
    return cancelled === null || { status: 'greeting_attempt_cancelled', ...cancelled };
  },

  'greeting/attempt-joined': (context) => isAllowed('not-joined', moveOf(context)) || notJoined,

  'greeting/step-in-order': (context) =>
    isAllowed('too-advanced', moveOf(context)) || { status: 'step_too_advanced' },

  'greeting/other-half-refused': (context) =>
    isAllowed('mismatch', moveOf(context)) || { status: 'step_mismatch' },
});

export const cancelGuards = <Context>(
  moveOf: (context: Context) => AttemptMove | undefined,
): Guards<Context, GreetingAttemptAlreadyCancelled | NotJoined> => ({
  'greeting/first-cancel-counts': (context) => {
    const cancelled = moveOf(context)?.attempt.cancelled ?? null;
    return cancelled === null || { status: 'greeting_attempt_already_cancelled', ...cancelled };
  },

  'greeting/attempt-joined': (context) => isAllowed('not-joined', moveOf(context)) || notJoined,
});

/** Requires a client that derives the short codes as revision 5.2 defines (GREET-24). */
export const recentClient: Guards<ClientVersion, HttpRefusal> = {
  'greeting/steps-need-5-2': ({ minor }) => minor >= 2 || httpRefusals.versionBad,
};

/** The intents of a start, with the attempt that the side is in now. */
export function startIntents(start: {
  readonly state: Organization;
  readonly invitation: Invitation;
  readonly greeter: Uuid;
  readonly side: Side;
  readonly fresh: Uuid;
  readonly now: DateTime;
}): { reply: { status: 'ok'; greeting_attempt: Uuid }; records: readonly OrganizationRecord[] } {
  const { state, invitation, greeter, side, fresh, now: at } = start;
  const { token, greeters } = invitation;
  const last = state.greetings.get(greeters.get(greeter.hex)?.last.hex ?? '')?.attempt ?? null;
  const move: Move = { move: 'start', side, fresh };
  const { greeting_attempt } = makeMove(last, move, at).attempts.at(-1) ?? { greeting_attempt: fresh };
  return {
    reply: { status: 'ok', greeting_attempt },
    records: [{ record: 'greeting_moved', at, token, greeter, greeting_attempt: null, move }],
  };
}

/**
 * The intents of a step or cancel: records, unless the side only polls, and the other side's half.
 */
export function moveIntents(
  { token, greeter, attempt }: Greeting,
  move: Move,
  at: DateTime,
): { readonly peerHalf: Uint8Array | undefined; readonly records: readonly OrganizationRecord[] } {
  const { peerHalf } = makeMove(attempt, move, at);
  if (isRepeated(attempt, move)) return { peerHalf, records: [] };
  const { greeting_attempt } = attempt;
  return { peerHalf, records: [{ record: 'greeting_moved', at, token, greeter, greeting_attempt, move }] };
}

/**
 * An event about an attempt, sent to all devices of the greeter and to no other user (EVT-09 to
 * EVT-11).
 */
export const greetingEvent = (
  what: 'READY' | 'JOINED' | 'CANCELLED',
  { token, greeter, attempt: { greeting_attempt } }: Greeting,
): Emission => ({
  event: { event: `GREETING_ATTEMPT_${what}`, token, greeting_attempt },
  to: [greeter],
});

const isAllowed = (
  objection: 'not-joined' | 'too-advanced' | 'mismatch',
  move: AttemptMove | undefined,
): boolean => move === undefined || !objectionApplies(objection, move.attempt, move.move);
