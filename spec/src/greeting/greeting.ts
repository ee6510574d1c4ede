import type { DateTime, Uuid } from '../codec/index.ts';
import type { CancelledGreetingAttemptReason, GreeterOrClaimer } from '../generated/types.ts';

/** A side of a greeting: the greeter is a member of the organization, the claimer is not yet. */
export type Side = GreeterOrClaimer;

/** Number of steps in a greeting; they are numbered from 0. */
export const STEP_COUNT = 9;

/** The first cancellation of an attempt, which is final: its author, time and reason (GREET-18). */
export interface Cancellation {
  readonly origin: Side;
  readonly timestamp: DateTime;
  readonly reason: CancelledGreetingAttemptReason;
}

/** One attempt of a greeter and a claimer to complete the steps. */
export interface Attempt {
  readonly greeting_attempt: Uuid;
  /** The sides that have started it. */
  readonly joined: Readonly<Record<Side, boolean>>;
  readonly cancelled: Cancellation | null;
  /**
   * The halves that each side submitted, by the number of the step. A half without content has no
   * bytes. Cleared when the attempt is cancelled.
   */
  readonly said: Readonly<Record<Side, readonly (Uint8Array | undefined)[]>>;
}

/** A move of one side. `fresh` becomes the identifier of a new attempt, if one is needed. */
export type Move =
  | { readonly move: 'start'; readonly side: Side; readonly fresh: Uuid }
  | { readonly move: 'step'; readonly side: Side; readonly step: number; readonly payload: Uint8Array }
  | { readonly move: 'cancel'; readonly side: Side; readonly reason: CancelledGreetingAttemptReason };

/** The reasons for refusing a move, in the order in which they are checked. */
export const objections = ['cancelled', 'not-joined', 'too-advanced', 'mismatch'] as const;
/** A reason for refusing a move. */
export type Objection = (typeof objections)[number];

/** The result of a move. */
export interface MoveResult {
  /** The changed attempts in their new state, with the live one last. */
  readonly attempts: readonly Attempt[];
  /**
   * The other side's half of the submitted step. Undefined when it is not there yet, and for every
   * other move.
   */
  readonly peerHalf: Uint8Array | undefined;
}

/**
 * Whether this objection applies to the move. None applies to a start: it cancels an attempt that
 * it cannot join.
 */
export function objectionApplies(
  objection: Objection,
  { joined, cancelled, said }: Attempt,
  move: Move,
): boolean {
  if (move.move === 'start') return false;
  switch (objection) {
    case 'cancelled':
      return cancelled !== null;
    case 'not-joined':
      return !joined[move.side];
    case 'too-advanced':
      return move.move === 'step' && !isOpen(said, move.step);
    case 'mismatch': {
      if (move.move !== 'step') return false;
      const before = said[move.side][move.step];
      return before !== undefined && !same(before, move.payload);
    }
  }
}

/**
 * Makes a move without objections. `live` is the attempt of the move; for a start it is the last
 * attempt, or null before the first.
 */
export function makeMove(live: Attempt | null, move: Move, at: DateTime): MoveResult {
  if (move.move === 'start')
    return { attempts: joined(live, move.side, move.fresh, at), peerHalf: undefined };
  if (live === null) return { attempts: [], peerHalf: undefined };
  const { side } = move;
  if (move.move === 'cancel')
    return {
      attempts: [cancelled(live, { origin: side, timestamp: at, reason: move.reason })],
      peerHalf: undefined,
    };
  const own = Object.assign([...live.said[side]], { [move.step]: move.payload });
  return {
    attempts: [{ ...live, said: { ...live.said, [side]: own } }],
    peerHalf: live.said[other(side)][move.step],
  };
}

/** The complete state machine: refuses a move with its first objection, or makes it. */
export function applyMove(
  live: Attempt | null,
  move: Move,
  at: DateTime,
): MoveResult | { readonly objection: Objection } {
  const objection = live === null ? undefined : objections.find((one) => objectionApplies(one, live, move));
  return objection === undefined ? makeMove(live, move, at) : { objection };
}

/** Whether the move changes nothing, because the side only polls. */
export const isRepeated = (live: Attempt, move: Move): boolean =>
  move.move === 'step' && same(live.said[move.side][move.step], move.payload);

// The rule for joining, the same for both sides (GREET-01, GREET-02). The side that starts second
// joins; a side that starts again begins a new attempt.
function joined(live: Attempt | null, side: Side, fresh: Uuid, at: DateTime): readonly Attempt[] {
  const begun: Attempt = {
    greeting_attempt: fresh,
    joined: { GREETER: side === 'GREETER', CLAIMER: side === 'CLAIMER' },
    cancelled: null,
    said: { GREETER: [], CLAIMER: [] },
  };
  if (live === null || live.cancelled !== null) return [begun];
  if (!live.joined[side]) return [{ ...live, joined: { ...live.joined, [side]: true } }];
  return [cancelled(live, { origin: side, timestamp: at, reason: 'AUTOMATICALLY_CANCELLED' }), begun];
}

const cancelled = (attempt: Attempt, cancellation: Cancellation): Attempt => ({
  ...attempt,
  cancelled: cancellation,
  said: { GREETER: [], CLAIMER: [] },
});

// A step opens when both sides have submitted the one before (GREET-13).
const isOpen = ({ GREETER, CLAIMER }: Attempt['said'], step: number): boolean =>
  step === 0 || (GREETER[step - 1] !== undefined && CLAIMER[step - 1] !== undefined);

const other = (side: Side): Side => (side === 'GREETER' ? 'CLAIMER' : 'GREETER');

const same = (left: Uint8Array | undefined, right: Uint8Array): boolean =>
  left !== undefined && left.length === right.length && left.every((byte, index) => byte === right[index]);
