import { type Answer, refusalsOf, refusing } from '../answers.ts';
import type { GreetingCall, OrganizationOutcome, Status } from '../calls.ts';
import { type GreetingMove, type GreetingVerdict, judgeGreeting, newGreeting } from '../greeting-model.ts';
import type { GreetingState, OrganizationState } from '../state.ts';

/** The answer to a move of a greeting (GREET-01 to -13, GREET-16 to -21). */
export function answerGreetingCall(state: OrganizationState, request: GreetingCall): Answer {
  const { token, greeter, role } = request;
  const isClaimer = role === 'claimer';
  const invitation = state.invitations.find((one) => one.token === token);
  if (invitation === undefined) return refusing(isClaimer ? 403 : 'invitation_not_found');
  if (invitation.status !== 'PENDING' && isClaimer) return refusing(410);
  const key = `${token} ${greeter}`;
  const before = state.greetings.get(key) ?? { model: newGreeting, names: [], events: [] };
  const index = request.attempt === undefined ? -1 : before.names.indexOf(request.attempt);
  const user = state.users.get(greeter);
  const isAllowed = invitation.type === 'DEVICE' ? invitation.about === greeter : user?.profile === 'ADMIN';
  const refusals = refusalsOf(
    [invitation.status === 'FINISHED', 'invitation_completed'],
    [invitation.status === 'CANCELLED', 'invitation_cancelled'],
    [!isAllowed, isClaimer ? 'greeter_not_allowed' : 'author_not_allowed'],
    [isClaimer && user === undefined, 'greeter_not_found'],
    [isClaimer && user?.revoked === true, 'greeter_revoked'],
  );
  const verdict = judgeGreeting(before.model, moveOf(request, index < 0 ? before.names.length : index));
  const [status = 'ok', ...others] = verdict.answers;
  if (others.length > 0 || !isServed(status))
    return refusing(...refusals, ...verdict.answers.filter((answer) => !isServed(answer)));
  const name = verdict.attempt === undefined ? undefined : before.names[verdict.attempt];
  const peerHalf = verdict.peerHalf?.half;
  const after = (outcome: OrganizationOutcome | undefined): GreetingState | undefined => {
    if (outcome !== undefined) {
      if (outcome.status !== status || outcome.peerHalf !== peerHalf) return undefined;
      const isNew = outcome.attempt !== undefined && !before.names.includes(outcome.attempt);
      const isRight = (name ?? null) === null ? isNew : outcome.attempt === name;
      if (verdict.attempt !== undefined && !isRight) return undefined;
    }
    const event = state.listeners.includes(greeter) ? eventOf(request, status) : undefined;
    return withEvent(next(before, verdict, outcome?.attempt ?? null), index, event);
  };
  return {
    refusals,
    expected: {
      status,
      ...(peerHalf === undefined ? {} : { peerHalf }),
      ...(verdict.attempt === undefined ? {} : { attempt: name ?? 'a new attempt' }),
    },
    served: (outcome) => {
      const greeting = after(outcome);
      if (greeting === undefined || greeting === before) return greeting && state;
      return { ...state, greetings: new Map(state.greetings).set(key, greeting) };
    },
  };
}

const isServed = (status: Status) => status === 'ok' || status === 'not_ready';

function moveOf({ role: by, move, step = 0, reason = '' }: GreetingCall, attempt: number): GreetingMove {
  if (move === 'start') return { move, by };
  return move === 'step' ? { move, by, attempt, step, half: 'own' } : { move, by, attempt, reason };
}

function next(before: GreetingState, verdict: GreetingVerdict, attempt: string | null): GreetingState {
  const isSame = JSON.stringify(before.model) === JSON.stringify(verdict.next);
  if (verdict.attempt === undefined) return isSame ? before : { ...before, model: verdict.next };
  const names = [...before.names];
  names[verdict.attempt] ??= attempt;
  return { ...before, model: verdict.next, names };
}

/** The event that a served move sends to the greeter (EVT-09 to -11). */
function eventOf({ move, role, step }: GreetingCall, status: Status): string | undefined {
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
