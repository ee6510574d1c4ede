import type { DateTime } from '@parsec-spec/spec/codec';
import type { TypesByName } from '@parsec-spec/spec/validate';
import type { HttpOutcome } from '../transport/index.ts';

export type CancelReason = TypesByName['CancelledGreetingAttemptReason'];

/** An end of a call without a declared reply. */
export type CallFailure =
  | HttpOutcome
  | { outcome: 'unknown-status'; status: string; reason: string | undefined }
  | { outcome: 'unreadable-reply'; detail: string };

/** How the server ended an attempt, or would not have it. */
export type AttemptEnd =
  /** By the other side, or by this one from another device or process. */
  | {
      outcome: 'attempt-cancelled';
      origin: 'GREETER' | 'CLAIMER';
      reason: CancelReason;
      timestamp: DateTime;
    }
  | { outcome: 'invitation-unknown' }
  | { outcome: 'invitation-completed' }
  | { outcome: 'invitation-cancelled' }
  /** This user may not greet this invitation (any more). */
  | { outcome: 'may-not-greet' }
  /** The greeter named may not greet this invitation (any more), or is none. */
  | { outcome: 'greeter-not-allowed' }
  | { outcome: 'greeter-unknown' }
  | { outcome: 'greeter-revoked' }
  /** The server has another idea of the attempt than this side. */
  | { outcome: 'out-of-step'; status: string }
  | CallFailure;

/** How a greeting ends before anybody is enrolled. */
export type GreetingEnd =
  | AttemptEnd
  /** The other side said nothing for longer than this side waits. */
  | { outcome: 'peer-absent'; step: number }
  /** The other side began anew again and again. */
  | { outcome: 'ever-restarting'; times: number }
  /** The person at this side ended it, or the program was asked to end. */
  | { outcome: 'interrupted' }
  /** A public key that forces the shared secret: no honest side sends one. */
  | { outcome: 'peer-key-refused' }
  /** The claimer revealed another nonce than it was bound to: somebody tampers with the exchange. */
  | { outcome: 'nonce-differs' }
  /** The code heard is not among those shown, or not the true one: somebody may stand in between. */
  | { outcome: 'codes-differ' }
  /** What the other side sealed cannot be opened, read or believed. */
  | { outcome: 'payload-refused'; reason: CancelReason; detail: string };
