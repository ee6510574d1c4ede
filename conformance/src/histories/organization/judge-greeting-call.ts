import {
  fresh,
  type GreetingMove,
  type GreetingVerdict,
  judgeGreeting,
} from '../../../properties/greeting-model.ts';
import { type Answer, refusing, those } from './answer.ts';
import type { Greeting, OrganizationOutcome } from './request.ts';
import type { GreetingState, OrganizationState } from './state.ts';

/** What comes of a move of a greeting (GREET-01 to GREET-13, GREET-16 to GREET-21), on whatever else happens to its people. */
export function judgeGreetingCall(state: OrganizationState, request: Greeting, isSupposed: boolean): Answer {
  const { token, greeter, party } = request;
  const invitation = state.invitations.find((one) => one.token === token);
  if (invitation === undefined) return refusing(party === 'claimer' ? 403 : 'invitation_not_found');
  if (invitation.status !== 'PENDING' && party === 'claimer') return refusing(410);
  const user = state.users.get(greeter);
  const isAllowed = invitation.type === 'DEVICE' ? invitation.about === greeter : user?.profile === 'ADMIN';
  const known = state.greetings.get(keyOf(request)) ?? { model: fresh, names: [], told: [] };
  const number = request.attempt === undefined ? 0 : known.names.indexOf(request.attempt);
  const outside = those(
    [invitation.status === 'FINISHED', 'invitation_completed'],
    [invitation.status === 'CANCELLED', 'invitation_cancelled'],
    [!isAllowed, party === 'claimer' ? 'greeter_not_allowed' : 'author_not_allowed'],
    [party === 'claimer' && user === undefined, 'greeter_not_found'],
    [party === 'claimer' && user?.revoked === true, 'greeter_revoked'],
  );
  const verdict = judgeGreeting(known.model, moveOf(request, number < 0 ? known.names.length : number));
  const [only, ...others] = verdict.answers;
  const isServed = others.length === 0 && (only === 'ok' || only === 'not_ready');
  if (!isServed) return refusing(...outside, ...verdict.answers.filter((answer) => !isOk(answer)));
  return {
    refusals: outside,
    served: (outcome) => {
      const supposed = isSupposed ? supposedStart(known, request, outcome) : undefined;
      if (supposed !== undefined)
        return { ...state, greetings: new Map(state.greetings).set(keyOf(request), supposed) };
      if (outcome !== undefined && !isRight(outcome, verdict, known, only)) return undefined;
      const after = nextOf(known, verdict, outcome?.attempt ?? null);
      const event = state.listeners.includes(greeter) ? eventOf(request, only) : undefined;
      const next = event === undefined ? after : told(after, number, event);
      return next === known
        ? state
        : { ...state, greetings: new Map(state.greetings).set(keyOf(request), next) };
    },
    right: () => rightOf(verdict, known, only),
  };
}

/** A start that is only supposed to have given an attempt that nobody else gave: whatever was alive is not any more. */
function supposedStart(
  { model, names, told }: GreetingState,
  { move, party }: Greeting,
  outcome: OrganizationOutcome | undefined,
): GreetingState | undefined {
  const name = outcome?.attempt;
  if (move !== 'start' || name === undefined || names.includes(name)) return undefined;
  const ended = { origin: party, reason: 'AUTOMATICALLY_CANCELLED' };
  const attempts = [
    ...model.attempts.map((one) => ({ ...one, cancelled: one.cancelled ?? ended })),
    {
      joined: { greeter: party === 'greeter', claimer: party === 'claimer' },
      halves: { greeter: [], claimer: [] },
      cancelled: null,
    },
  ];
  return { model: { ...model, attempts }, names: [...names, name], told };
}

/** What the greeter is told of a move that was served (EVT-09 to EVT-11). */
function eventOf({ move, party, step }: Greeting, status: string | number): string | undefined {
  if (move === 'cancel') return 'GREETING_ATTEMPT_CANCELLED';
  if (move !== 'step' || step !== 0) return undefined;
  if (party === 'greeter') return status === 'ok' ? 'GREETING_ATTEMPT_JOINED' : undefined;
  return status === 'not_ready' ? 'GREETING_ATTEMPT_READY' : undefined;
}

function told(known: GreetingState, attempt: number, event: string): GreetingState {
  const all = known.names.map((_, index) => known.told[index] ?? []);
  return { ...known, told: all.map((one, index) => (index === attempt ? [...one, event] : one)) };
}

const isOk = (answer: string | number) => answer === 'ok' || answer === 'not_ready';
const keyOf = ({ token, greeter }: Greeting) => `${token} ${greeter}`;

function moveOf({ party: by, move, step = 0, reason = '' }: Greeting, attempt: number): GreetingMove {
  if (move === 'start') return { move, by };
  return move === 'step' ? { move, by, attempt, step, half: 'own' } : { move, by, attempt, reason };
}

function isRight(
  { status, attempt, heard }: OrganizationOutcome,
  verdict: GreetingVerdict,
  { names }: GreetingState,
  expected: string | number | undefined,
): boolean {
  if (status !== expected || heard !== verdict.heard?.half) return false;
  if (verdict.attempt === undefined) return true;
  const name = names[verdict.attempt] ?? null;
  return name === null ? attempt !== undefined && !names.includes(attempt) : attempt === name;
}

function nextOf(known: GreetingState, verdict: GreetingVerdict, attempt: string | null): GreetingState {
  const isSame = JSON.stringify(known.model) === JSON.stringify(verdict.next);
  if (verdict.attempt === undefined) return isSame ? known : { ...known, model: verdict.next };
  const names = [...known.names];
  names[verdict.attempt] ??= attempt;
  return { model: verdict.next, names, told: known.told };
}

const rightOf = (verdict: GreetingVerdict, { names }: GreetingState, status: string | number = 'ok') =>
  verdict.attempt === undefined
    ? `\`${status}\``
    : `\`${status}\` with ${names[verdict.attempt] ?? 'a new attempt'}`;
