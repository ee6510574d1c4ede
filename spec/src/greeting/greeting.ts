import type { DateTime, Uuid } from '../codec/index.ts';
import type { CancelledGreetingAttemptReason, GreeterOrClaimer } from '../generated/types.ts';

/** Who speaks: the user inside the organization, or the one at the door. */
export type Side = GreeterOrClaimer;

/** How many steps a greeting has, numbered from 0. */
export const steps = 9;

/** Who ended an attempt, when and why: the first cancellation, for ever (GREET-18). */
export interface Cancellation {
  readonly origin: Side;
  readonly timestamp: DateTime;
  readonly reason: CancelledGreetingAttemptReason;
}

/** One try of a greeter and a claimer to get through the steps. */
export interface Attempt {
  readonly greeting_attempt: Uuid;
  /** Which sides have started it. */
  readonly joined: Readonly<Record<Side, boolean>>;
  readonly cancelled: Cancellation | null;
  /** The payload of each side at each step, by its number; empty for a step that carries nothing. Dropped at the end. */
  readonly said: Readonly<Record<Side, readonly (Uint8Array | undefined)[]>>;
}

/** The payloads of an attempt before its first step, and after its end. */
export const nothingSaid: Attempt['said'] = { GREETER: [], CLAIMER: [] };

const both: Attempt['joined'] = { GREETER: true, CLAIMER: true };

/** An ended attempt. Every move on it is refused for its end, so neither its steps nor its sides matter any more. */
export const ended = (greeting_attempt: Uuid, cancelled: Cancellation): Attempt => ({
  greeting_attempt,
  joined: both,
  cancelled,
  said: nothingSaid,
});

/** What one side does. `fresh` becomes the identifier of an attempt, where a new one is needed. */
export type Move =
  | { readonly move: 'start'; readonly side: Side; readonly fresh: Uuid }
  | { readonly move: 'step'; readonly side: Side; readonly step: number; readonly payload: Uint8Array }
  | { readonly move: 'cancel'; readonly side: Side; readonly reason: CancelledGreetingAttemptReason };

/** Why a move on an attempt may be refused, in the order in which they are asked. */
export const objections = ['cancelled', 'not-joined', 'too-advanced', 'mismatch'] as const;
export type Objection = (typeof objections)[number];

/** What a move brings about. */
export interface Turn {
  /** The attempts as they are now, those that changed: the live one last. */
  readonly attempts: readonly Attempt[];
  /** What the other side has said at the step just said; undefined when it has not yet, and for every other move. */
  readonly heard: Uint8Array | undefined;
}

/** Does this objection to the move hold? A start meets none: it cancels what it cannot join. */
export function objects(objection: Objection, { joined, cancelled, said }: Attempt, move: Move): boolean {
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

/** Makes a move to which nothing objects; `live` is the attempt it is made on: for a start the last one, null before the first. */
export function advance(live: Attempt | null, move: Move, at: DateTime): Turn {
  if (move.move === 'start') return { attempts: joined(live, move.side, move.fresh, at), heard: undefined };
  if (live === null) return { attempts: [], heard: undefined };
  const { side } = move;
  const { greeting_attempt } = live;
  if (move.move === 'cancel')
    return {
      attempts: [ended(greeting_attempt, { origin: side, timestamp: at, reason: move.reason })],
      heard: undefined,
    };
  const own = Object.assign([...live.said[side]], { [move.step]: move.payload });
  return {
    attempts: [{ ...live, said: { ...live.said, [side]: own } }],
    heard: live.said[other(side)][move.step],
  };
}

/** The whole machine: a move is refused by the first objection, or made. */
export function greet(
  live: Attempt | null,
  move: Move,
  at: DateTime,
): Turn | { readonly objection: Objection } {
  const objection = live === null ? undefined : objections.find((one) => objects(one, live, move));
  return objection === undefined ? advance(live, move, at) : { objection };
}

/** Does the move leave everything as it is? Then the side only asks again. */
export const isRepeated = (live: Attempt, move: Move): boolean =>
  move.move === 'step' && same(live.said[move.side][move.step], move.payload);

// The join rule, the same for both sides (GREET-01, GREET-02): who comes second joins; who comes again begins anew.
function joined(live: Attempt | null, side: Side, fresh: Uuid, at: DateTime): readonly Attempt[] {
  const begun: Attempt = {
    greeting_attempt: fresh,
    joined: { GREETER: side === 'GREETER', CLAIMER: side === 'CLAIMER' },
    cancelled: null,
    said: nothingSaid,
  };
  if (live === null || live.cancelled !== null) return [begun];
  if (!live.joined[side]) return [{ ...live, joined: { ...live.joined, [side]: true } }];
  const automatic = { origin: side, timestamp: at, reason: 'AUTOMATICALLY_CANCELLED' } as const;
  return [ended(live.greeting_attempt, automatic), begun];
}

// A step opens when both sides have said the one before (GREET-13).
const isOpen = ({ GREETER, CLAIMER }: Attempt['said'], step: number): boolean =>
  step === 0 || (GREETER[step - 1] !== undefined && CLAIMER[step - 1] !== undefined);

const other = (side: Side): Side => (side === 'GREETER' ? 'CLAIMER' : 'GREETER');

const same = (left: Uint8Array | undefined, right: Uint8Array): boolean =>
  left !== undefined && left.length === right.length && left.every((byte, index) => byte === right[index]);
