import type { DateTime, Uuid } from '../codec/index.ts';
import type { GreetingAttemptAlreadyCancelled, GreetingAttemptCancelled } from '../generated/types.ts';
import {
  type Attempt,
  makeMove,
  isRepeated,
  type Move,
  objectionApplies,
  type Side,
} from '../greeting/index.ts';
import type { Organization, OrganizationRecord } from '../records/index.ts';
import type { Greeting, Invitation } from '../state/index.ts';
import type { ClientVersion } from './context.ts';
import type { Emission } from './emission.ts';
import type { Guards } from './guard.ts';
import { type HttpRefusal, httpRefusals } from './http-refusal.ts';

// Guards and effects shared by the commands of a greeting. Each applies the state machine of
// `spec/src/greeting` and records the result.

/** A move on an existing attempt. */
export interface AttemptMove {
  readonly attempt: Attempt;
  readonly move: Move;
}

/** The attempt that a request names, of any invitation. */
export const greetingOf = (
  { greetings }: Organization,
  request: { readonly greeting_attempt: Uuid },
): Greeting | undefined => greetings.get(request.greeting_attempt.hex);

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
    const { attempt, move } = moveOf(context) ?? {};
    if (attempt === undefined || move === undefined || !objectionApplies('cancelled', attempt, move))
      return true;
    const { cancelled } = attempt;
    return cancelled === null || { status: 'greeting_attempt_cancelled', ...cancelled };
  },

  'greeting/attempt-joined': (context) => isAllowed('not-joined', moveOf(context)) || notJoined,

  'greeting/step-in-order': (context) =>
    isAllowed('too-advanced', moveOf(context)) || { status: 'step_too_advanced' },

  'greeting/other-half-refused': (context) =>
    isAllowed('mismatch', moveOf(context)) || { status: 'step_mismatch' },
});

/** The guards of a cancellation. */
export const cancelGuards = <Context>(
  moveOf: (context: Context) => AttemptMove | undefined,
): Guards<Context, GreetingAttemptAlreadyCancelled | NotJoined> => ({
  'greeting/first-cancel-counts': (context) => {
    const { attempt, move } = moveOf(context) ?? {};
    if (attempt === undefined || move === undefined || !objectionApplies('cancelled', attempt, move))
      return true;
    const { cancelled } = attempt;
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
