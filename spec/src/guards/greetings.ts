import type { DateTime, Uuid } from '../codec/index.ts';
import type { GreetingAttemptAlreadyCancelled, GreetingAttemptCancelled } from '../generated/types.ts';
import { type Attempt, advance, isRepeated, type Move, objects, type Side } from '../greeting/index.ts';
import type { Organization, OrganizationRecord } from '../records/index.ts';
import type { Greeting, Invitation } from '../state/index.ts';
import type { Announced } from './context.ts';
import type { Emission } from './emission.ts';
import type { Guards } from './guard.ts';
import { type HttpRefusal, httpRefusals } from './http-refusal.ts';

// What the commands of a greeting share: each asks the machine of `spec/src/greeting`, and records what it says.

/** A move on an attempt that is there. */
export interface Made {
  readonly attempt: Attempt;
  readonly move: Move;
}

/** The attempt that a request names, of any greeter and any invitation. */
export function greetingOf(
  { greetings, ended_attempts, invitations }: Organization,
  { greeting_attempt }: { readonly greeting_attempt: Uuid },
): Greeting | undefined {
  const ended = ended_attempts.get(greeting_attempt.hex);
  if (ended === undefined) return greetings.get(greeting_attempt.hex);
  const { invitation, greeter, ...cancelled } = ended;
  const { token } = invitations.get(invitation) ?? {};
  if (token === undefined) return undefined;
  const joined = { GREETER: true, CLAIMER: true };
  return {
    token,
    greeter,
    attempt: { greeting_attempt, joined, cancelled, said: { GREETER: [], CLAIMER: [] } },
  };
}

type NotJoined = { status: 'greeting_attempt_not_joined' };
type StepRefusal =
  | GreetingAttemptCancelled
  | NotJoined
  | { status: 'step_too_advanced' }
  | { status: 'step_mismatch' };

const notJoined: NotJoined = { status: 'greeting_attempt_not_joined' };

/** May the step be said? `made` reads the move from the request; undefined where the attempt is unknown. */
export const stepGuards = <Context>(
  made: (context: Context) => Made | undefined,
): Guards<Context, StepRefusal> => ({
  'greeting/cancelled-is-told': (context) => {
    const { attempt, move } = made(context) ?? {};
    if (attempt === undefined || move === undefined || !objects('cancelled', attempt, move)) return true;
    const { cancelled } = attempt;
    return cancelled === null || { status: 'greeting_attempt_cancelled', ...cancelled };
  },

  'greeting/attempt-joined': (context) => isFree('not-joined', made(context)) || notJoined,

  'greeting/step-in-order': (context) =>
    isFree('too-advanced', made(context)) || { status: 'step_too_advanced' },

  'greeting/other-half-refused': (context) =>
    isFree('mismatch', made(context)) || { status: 'step_mismatch' },
});

/** May the attempt be cancelled? */
export const cancelGuards = <Context>(
  made: (context: Context) => Made | undefined,
): Guards<Context, GreetingAttemptAlreadyCancelled | NotJoined> => ({
  'greeting/first-cancel-counts': (context) => {
    const { attempt, move } = made(context) ?? {};
    if (attempt === undefined || move === undefined || !objects('cancelled', attempt, move)) return true;
    const { cancelled } = attempt;
    return cancelled === null || { status: 'greeting_attempt_already_cancelled', ...cancelled };
  },

  'greeting/attempt-joined': (context) => isFree('not-joined', made(context)) || notJoined,
});

/** Does the client derive the short codes as everybody does since 5.2 (GREET-24)? */
export const recentClient: Guards<Announced, HttpRefusal> = {
  'greeting/steps-need-5-2': ({ minor }) => minor >= 2 || httpRefusals.versionBad,
};

/** What a start brings about: the attempt that the side is in now. */
export function started(start: {
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
  const { greeting_attempt } = advance(last, move, at).attempts.at(-1) ?? { greeting_attempt: fresh };
  return {
    reply: { status: 'ok', greeting_attempt },
    records: [{ record: 'greeting_moved', at, token, greeter, greeting_attempt: null, move }],
  };
}

/** What a step or cancel brings about: records, unless it only asks again, and what the other side has said. */
export function moved(
  { token, greeter, attempt }: Greeting,
  move: Move,
  at: DateTime,
): { readonly heard: Uint8Array | undefined; readonly records: readonly OrganizationRecord[] } {
  const { heard } = advance(attempt, move, at);
  if (isRepeated(attempt, move)) return { heard, records: [] };
  const { greeting_attempt } = attempt;
  return { heard, records: [{ record: 'greeting_moved', at, token, greeter, greeting_attempt, move }] };
}

/** Something about an attempt, told to the greeter on all devices, and to nobody else (EVT-09 to EVT-11). */
export const greetingEvent = (
  what: 'READY' | 'JOINED' | 'CANCELLED',
  { token, greeter, attempt: { greeting_attempt } }: Greeting,
): Emission => ({
  event: { event: `GREETING_ATTEMPT_${what}`, token, greeting_attempt },
  to: [greeter],
});

const isFree = (objection: 'not-joined' | 'too-advanced' | 'mismatch', made: Made | undefined): boolean =>
  made === undefined || !objects(objection, made.attempt, made.move);
