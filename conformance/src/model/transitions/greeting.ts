import type { RequirementId } from '@parsec-spec/spec/requirements';
import { FOREIGN_TOKEN } from '@parsec-spec/spec/stories';
import { type ExpectedAnswer, type Rule, refusing } from '../answers.ts';
import type { GreetingCall, OrganizationOutcome, Status } from '../calls.ts';
import {
  type AttemptModel,
  expectedGreetingAnswers,
  type GreetingAnswers,
  type GreetingMove,
  newGreeting,
} from '../greeting-model.ts';
import type { GreetingState, InvitationState, OrganizationState } from '../state.ts';

/** The answer to a move of a greeting. */
export function answerGreetingCall(state: OrganizationState, request: GreetingCall): ExpectedAnswer {
  const { token, greeter, role, move } = request;
  const isClaimer = role === 'claimer';
  const invitation = state.invitations.find((one) => one.token === token);
  const requirement = SERVED[move];
  if (invitation === undefined)
    return refusing(requirement, [
      isClaimer ? ['authentication/invitation-known', true, 403] : unknownInvitation(request),
    ]);
  const key = `${token} ${greeter}`;
  const before = state.greetings.get(key) ?? { model: newGreeting, names: [], events: [] };
  const index = request.attempt === undefined ? -1 : before.names.indexOf(request.attempt);
  const verdict = expectedGreetingAnswers(
    before.model,
    moveOf(request, index < 0 ? before.names.length : index),
  );
  const [status = 'ok'] = verdict.answers;
  const rules = [
    ...(isClaimer ? claimerRules(state, invitation, request) : greeterRules(state, invitation, request)),
    ...attemptRules(verdict.answers),
  ];
  if (!isServed(status)) {
    const cancellation = cancellationOf(before.model.attempts[index]);
    return { ...refusing(requirement, rules), ...(cancellation === undefined ? {} : { cancellation }) };
  }
  const name = verdict.attempt === undefined ? undefined : before.names[verdict.attempt];
  const peerHalf = verdict.peerHalf?.half;
  const breach = (outcome: OrganizationOutcome): RequirementId | undefined => {
    if (outcome.status !== status) return outcome.status === 'ok' ? 'greeting/no-half-ahead' : requirement;
    if (outcome.peerHalf !== peerHalf) return 'greeting/full-run-relays';
    if (verdict.attempt === undefined) return undefined;
    if ((name ?? null) !== null)
      return outcome.attempt === name ? undefined : 'greeting/both-get-one-attempt';
    const { attempt = null } = outcome;
    if (attempt === null || before.names.includes(attempt)) return 'greeting/restart-gives-new-attempt';
    const isOfOther = [...state.greetings.values()].some(({ names }) => names.includes(attempt));
    return isOfOther ? 'greeting/attempt-per-greeter' : undefined;
  };
  const after = (outcome: OrganizationOutcome | undefined): GreetingState => {
    const event = state.listeners.includes(greeter) ? eventOf(request, status) : undefined;
    return withEvent(next(before, verdict, outcome?.attempt ?? null), index, event);
  };
  return {
    rules,
    requirement,
    expected: {
      status,
      ...(peerHalf === undefined ? {} : { peerHalf }),
      ...(verdict.attempt === undefined ? {} : { attempt: name ?? 'a new attempt' }),
    },
    served: (outcome) => {
      const broken = outcome && breach(outcome);
      if (broken !== undefined) return broken;
      const greeting = after(outcome);
      return greeting === before
        ? state
        : { ...state, greetings: new Map(state.greetings).set(key, greeting) };
    },
  };
}

/** What a refusal tells of a cancelled attempt. */
function cancellationOf(attempt: AttemptModel | undefined): ExpectedAnswer['cancellation'] {
  const { cancelled = null } = attempt ?? {};
  if (cancelled === null) return undefined;
  const { origin, reason } = cancelled;
  const text = `${origin.toUpperCase()} ${reason}`;
  return reason === 'AUTOMATICALLY_CANCELLED' ? { text, requirement: 'greeting/restart-cancels' } : { text };
}

/** The requirement that a valid move is served. */
const SERVED = {
  start: 'greeting/both-get-one-attempt',
  step: 'greeting/full-run-relays',
  cancel: 'greeting/either-side-cancels',
} as const satisfies Record<GreetingCall['move'], RequirementId>;

/** What a greeter breaks whose invitation does not exist here. Only a start names the invitation. */
function unknownInvitation({ move, token }: GreetingCall): Rule {
  const isForeign = token === FOREIGN_TOKEN;
  if (move === 'start') {
    const requirement = 'invite_greeter_start_greeting_attempt/invitation-known';
    return [isForeign ? FOREIGN : requirement, true, 'invitation_not_found'];
  }
  return [isForeign ? FOREIGN : 'greeting/attempt-known', true, 'greeting_attempt_not_found'];
}

const FOREIGN = 'invitations/token-of-its-organization';

/** Whether a user may greet an invitation, as far as their profile is concerned. */
const mayGreet = (state: OrganizationState, { type, about }: InvitationState, greeter: string): boolean =>
  type === 'DEVICE' ? about === greeter : state.users.get(greeter)?.profile === 'ADMIN';

function greeterRules(
  state: OrganizationState,
  invitation: InvitationState,
  { greeter, move }: GreetingCall,
): readonly Rule[] {
  const isStart = move === 'start';
  return [
    [
      isStart
        ? 'invite_greeter_start_greeting_attempt/invitation-not-completed'
        : 'greeting/invitation-completed-greeter',
      invitation.status === 'FINISHED',
      'invitation_completed',
    ],
    [
      isStart
        ? 'invite_greeter_start_greeting_attempt/invitation-not-cancelled'
        : 'greeting/invitation-cancelled-greeter',
      invitation.status === 'CANCELLED',
      'invitation_cancelled',
    ],
    [
      isStart ? 'invite_greeter_start_greeting_attempt/author-may-greet' : 'greeting/demoted-greeter',
      !mayGreet(state, invitation, greeter),
      'author_not_allowed',
    ],
  ];
}

function claimerRules(
  state: OrganizationState,
  invitation: InvitationState,
  { greeter, move }: GreetingCall,
): readonly Rule[] {
  const isStart = move === 'start';
  const user = state.users.get(greeter);
  return [
    [
      invitation.status === 'CANCELLED'
        ? 'greeting/invitation-cancelled-claimer'
        : 'greeting/invitation-completed-claimer',
      invitation.status !== 'PENDING',
      410,
    ],
    [
      isStart
        ? 'invite_claimer_start_greeting_attempt/greeter-may-greet'
        : 'greeting/demoted-greeter-claimer',
      !mayGreet(state, invitation, greeter),
      'greeter_not_allowed',
    ],
    ['invite_claimer_start_greeting_attempt/greeter-known', user === undefined, 'greeter_not_found'],
    [
      isStart ? 'invite_claimer_start_greeting_attempt/greeter-not-revoked' : 'greeting/revoked-greeter',
      user?.revoked === true,
      'greeter_revoked',
    ],
  ];
}

/** The rules of the attempt. All are listed, so that a refusal by a kept one is attributed to it. */
const attemptRules = (answers: GreetingAnswers['answers']): readonly Rule[] =>
  ATTEMPT_RULES.map(([requirement, status]) => [requirement, answers.includes(status), status]);

const ATTEMPT_RULES: readonly (readonly [RequirementId, Status])[] = [
  ['greeting/attempt-known', 'greeting_attempt_not_found'],
  ['greeting/attempt-joined', 'greeting_attempt_not_joined'],
  ['greeting/cancelled-is-told', 'greeting_attempt_cancelled'],
  ['greeting/first-cancel-counts', 'greeting_attempt_already_cancelled'],
  ['greeting/step-in-order', 'step_too_advanced'],
  ['greeting/other-half-refused', 'step_mismatch'],
];

const isServed = (status: Status) => status === 'ok' || status === 'not_ready';

function moveOf(
  { role: by, move, step = 0, half = 'own', reason = '' }: GreetingCall,
  attempt: number,
): GreetingMove {
  if (move === 'start') return { move, by };
  return move === 'step' ? { move, by, attempt, step, half } : { move, by, attempt, reason };
}

function next(before: GreetingState, verdict: GreetingAnswers, attempt: string | null): GreetingState {
  const isSame = JSON.stringify(before.model) === JSON.stringify(verdict.next);
  if (verdict.attempt === undefined) return isSame ? before : { ...before, model: verdict.next };
  const names = [...before.names];
  names[verdict.attempt] ??= attempt;
  return { ...before, model: verdict.next, names };
}

/** The event that a served move sends to the greeter (EVT-09 to -11). */
export function eventOf({ move, role, step }: GreetingCall, status: Status): string | undefined {
  if (move === 'cancel') return 'GREETING_ATTEMPT_CANCELLED';
  if (move !== 'step' || step !== 0) return undefined;
  if (role === 'greeter') return status === 'ok' ? 'GREETING_ATTEMPT_JOINED' : undefined;
  return status === 'not_ready' ? 'GREETING_ATTEMPT_READY' : undefined;
}

function withEvent(greeting: GreetingState, attempt: number, event: string | undefined): GreetingState {
  if (event === undefined) return greeting;
  const all = greeting.names.map((_, index) => greeting.events[index] ?? []);
  return { ...greeting, events: all.map((some, index) => (index === attempt ? [...some, event] : some)) };
}
