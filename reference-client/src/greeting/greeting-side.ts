import type { CancelReason } from '@parsec-spec/spec/client-rules';
import type { DateTime, Uuid } from '@parsec-spec/spec/codec';
import { type PlainStep, readStep, type Side } from '@parsec-spec/spec/greeting';
import type { TypesByName } from '@parsec-spec/spec/validate';
import type { CallFailure, Connection } from '../call/call.ts';

/**
 * One side of a greeting. The server relays the steps between the two sides
 * (spec/protocol/greeting.md).
 */
export interface GreetingSide {
  readonly side: Side;
  /** Joins the open attempt. Starts a new one if this side has already joined it. */
  start(): Promise<{ outcome: 'started'; attempt: Uuid } | AttemptEnd>;
  /** Sends a step. The same step can be sent again at any time. */
  say(attempt: Uuid, step: PlainStep): Promise<StepResult>;
  cancel(attempt: Uuid, reason: CancelReason): Promise<void>;
}

/** Why the server ended or refused an attempt. */
export type AttemptEnd =
  /** Cancelled by the other side, or by this side from another device or process. */
  | {
      outcome: 'attempt-cancelled';
      origin: 'GREETER' | 'CLAIMER';
      reason: CancelReason;
      timestamp: DateTime;
    }
  | { outcome: 'invitation-unknown' }
  | { outcome: 'invitation-completed' }
  | { outcome: 'invitation-cancelled' }
  /** This user may not greet this invitation. */
  | { outcome: 'may-not-greet' }
  /** The chosen greeter may not greet this invitation. */
  | { outcome: 'greeter-not-allowed' }
  | { outcome: 'greeter-unknown' }
  | { outcome: 'greeter-revoked' }
  /** Server and client disagree about the step of the attempt. */
  | { outcome: 'out-of-step'; status: string }
  | CallFailure;

/** Why a greeting ended before an enrolment. */
export type GreetingEnd =
  | AttemptEnd
  /** The other side did not answer within the longest wait. */
  | { outcome: 'peer-absent'; step: number }
  /** The other side restarted too often. */
  | { outcome: 'too-many-restarts'; times: number }
  /** The person on this side ended it, or a signal ended the program. */
  | { outcome: 'interrupted' }
  /** The other side sent a public key that makes the shared secret predictable. */
  | { outcome: 'peer-key-refused' }
  /**
   * The claimer revealed a nonce that does not match its hash: the exchange is being tampered with.
   */
  | { outcome: 'nonce-differs' }
  /** The person did not pick the right code: the connection may be intercepted. */
  | { outcome: 'codes-differ' }
  /** The payload of the other side cannot be decrypted, decoded or accepted. */
  | { outcome: 'payload-refused'; reason: CancelReason; detail: string };

/**
 * The result of sending a step: the payload that the other side sent for this step (empty if the
 * step has none), or `not-ready` if it has not sent it yet.
 */
export type StepResult = { outcome: 'heard'; payload: Uint8Array } | { outcome: 'not-ready' } | AttemptEnd;

type Cancelled = TypesByName['GreetingAttemptCancelled'];

/** The step of the peer. A reply about another step is refused. */
export function stepResult(
  peer: Side,
  said: TypesByName['GreeterStep'] | TypesByName['ClaimerStep'],
  asked: PlainStep,
): StepResult {
  const { step, payload } = readStep(peer, said);
  if (step === asked.step) return { outcome: 'heard', payload };
  return { outcome: 'unreadable-reply', detail: `asked for step ${asked.step}, got ${step}` };
}

/** Converts the reply about a cancelled attempt. */
export const cancelledBy = ({ origin, reason, timestamp }: Cancelled): AttemptEnd => ({
  outcome: 'attempt-cancelled',
  origin,
  reason,
  timestamp,
});

const CANCEL_TIMEOUT_MS = 3000;

/**
 * The same connection with a short timeout and without a signal, for the cancellation that ends a
 * greeting: the server may not answer, and the signal that ended the greeting must not abort it.
 */
export function withShortTimeout(connection: Connection): Connection {
  const { signal: _ended, ...transport } = connection.transport ?? {};
  const timeoutMs = Math.min(transport.timeoutMs ?? CANCEL_TIMEOUT_MS, CANCEL_TIMEOUT_MS);
  return { ...connection, transport: { ...transport, timeoutMs } };
}
