import { otherRole, type Role } from '../people/greeting-steps.ts';

/**
 * The state of a greeting on one invitation by one user, as the documents define it (GREET-01,
 * GREET-02, GREET-09 to GREET-13, GREET-16 to GREET-21; spec/protocol/greeting.md). It shares no
 * code with the state machine of a server.
 */
export interface GreetingModel {
  /** How the invitation ended; null while it is pending. */
  readonly ended: null | 'cancelled' | 'completed';
  /** Oldest first; only the last one can be active. */
  readonly attempts: readonly AttemptModel[];
}

/** An attempt: the sides that joined, the halves that they submitted, and its cancellation. */
export interface AttemptModel {
  readonly joined: Readonly<Record<Role, boolean>>;
  /** The half that each side submitted at steps 0, 1, …, up to its last step. */
  readonly halves: Readonly<Record<Role, readonly Variant[]>>;
  readonly cancelled: null | { readonly origin: Role; readonly reason: string };
}

/** Each side has one half for each step (`own`). Any other half is `other`. */
export type Variant = 'own' | 'other';

/**
 * A move of a side, or the end of the invitation. Attempts are numbered from 0. A number without
 * an attempt means an identifier that the server does not know.
 */
export type GreetingMove =
  | { readonly move: 'start'; readonly by: Role }
  | {
      readonly move: 'step';
      readonly by: Role;
      readonly attempt: number;
      readonly step: number;
      readonly half: Variant;
    }
  | { readonly move: 'cancel'; readonly by: Role; readonly attempt: number; readonly reason: string }
  | { readonly move: 'end'; readonly how: 'cancelled' | 'completed' };

/**
 * The correct answers to a move, and the next state. There are several answers if the move breaks
 * several rules.
 */
export interface GreetingAnswers {
  readonly answers: readonly (string | number)[];
  readonly next: GreetingModel;
  /** Number of the attempt in the reply to a start. */
  readonly attempt?: number;
  /** The half of the peer in the reply to a step. */
  readonly peerHalf?: { readonly step: number; readonly half: Variant };
}

/** A greeting without attempts. */
export const newGreeting: GreetingModel = { ended: null, attempts: [] };

/** The steps at which a half has a field. At other steps all halves are equal. */
const CONTENT_STEPS: Readonly<Record<Role, readonly number[]>> = {
  greeter: [0, 2, 7],
  claimer: [0, 1, 3, 6],
};

const refusal = (model: GreetingModel, ...answers: (string | number)[]): GreetingAnswers => ({
  answers,
  next: model,
});

/** How a correct server answers a move, and the next state. */
export function expectedGreetingAnswers(model: GreetingModel, move: GreetingMove): GreetingAnswers {
  if (move.move === 'end') return answersToEnd(model, move.how);
  if (model.ended !== null && move.by === 'claimer') return refusal(model, 410);
  const endings = model.ended === null ? [] : [`invitation_${model.ended}`];
  if (move.move === 'start')
    return endings.length > 0 ? refusal(model, ...endings) : answersToStart(model, move.by);
  const attempt = model.attempts[move.attempt];
  if (attempt === undefined) return refusal(model, 'greeting_attempt_not_found');
  const common = [
    ...endings,
    ...(attempt.cancelled === null ? [] : [cancelledAnswer(move.move)]),
    ...(attempt.joined[move.by] ? [] : ['greeting_attempt_not_joined']),
  ];
  return move.move === 'step'
    ? answersToStep(model, attempt, move, common)
    : answersToCancel(model, attempt, move, common);
}

const cancelledAnswer = (move: 'step' | 'cancel') =>
  move === 'step' ? 'greeting_attempt_cancelled' : 'greeting_attempt_already_cancelled';

function answersToEnd(model: GreetingModel, how: 'cancelled' | 'completed'): GreetingAnswers {
  if (model.ended === how) return refusal(model, `invitation_already_${how}`);
  if (model.ended !== null) return refusal(model, `invitation_${model.ended}`);
  return { answers: ['ok'], next: { ...model, ended: how } };
}

function answersToStart(model: GreetingModel, by: Role): GreetingAnswers {
  const { attempts } = model;
  const last = attempts.at(-1);
  const isActive = last !== undefined && last.cancelled === null;
  if (isActive && !last.joined[by]) {
    const joined = { ...last, joined: { ...last.joined, [by]: true } };
    return {
      answers: ['ok'],
      attempt: attempts.length - 1,
      next: withAttempt(model, attempts.length - 1, joined),
    };
  }
  const before = isActive
    ? withAttempt(model, attempts.length - 1, {
        ...last,
        cancelled: { origin: by, reason: 'AUTOMATICALLY_CANCELLED' },
      })
    : model;
  const started: AttemptModel = {
    joined: { greeter: by === 'greeter', claimer: by === 'claimer' },
    halves: { greeter: [], claimer: [] },
    cancelled: null,
  };
  return {
    answers: ['ok'],
    attempt: attempts.length,
    next: { ...before, attempts: [...before.attempts, started] },
  };
}

function answersToStep(
  model: GreetingModel,
  attempt: AttemptModel,
  move: Extract<GreetingMove, { move: 'step' }>,
  common: readonly string[],
): GreetingAnswers {
  const { by, step } = move;
  const half = CONTENT_STEPS[by].includes(step) ? move.half : 'own';
  const own = attempt.halves[by];
  const others = attempt.halves[otherRole(by)];
  const isOpen = step === 0 || (own.length >= step && others.length >= step);
  const refusals = [
    ...common,
    ...(isOpen ? [] : ['step_too_advanced']),
    ...(own.length > step && own[step] !== half ? ['step_mismatch'] : []),
  ];
  if (refusals.length > 0) return refusal(model, ...refusals);
  const submitted = own.length > step ? own : [...own, half];
  const next = withAttempt(model, move.attempt, {
    ...attempt,
    halves: { ...attempt.halves, [by]: submitted },
  });
  const peerHalf = others[step];
  return peerHalf === undefined
    ? { answers: ['not_ready'], next }
    : { answers: ['ok'], next, peerHalf: { step, half: peerHalf } };
}

function answersToCancel(
  model: GreetingModel,
  attempt: AttemptModel,
  { by, reason, attempt: number }: Extract<GreetingMove, { move: 'cancel' }>,
  common: readonly string[],
): GreetingAnswers {
  if (common.length > 0) return refusal(model, ...common);
  return {
    answers: ['ok'],
    next: withAttempt(model, number, { ...attempt, cancelled: { origin: by, reason } }),
  };
}

const withAttempt = (model: GreetingModel, number: number, attempt: AttemptModel): GreetingModel => ({
  ...model,
  attempts: model.attempts.map((old, index) => (index === number ? attempt : old)),
});
