import type { DateTime } from '@parsec-spec/spec/codec';
import type { TypesByName } from '@parsec-spec/spec/validate';
import type { HttpOutcome } from '../transport/index.ts';

export type CancelReason = TypesByName['CancelledGreetingAttemptReason'];

/** The outcome of a call without a declared reply. */
export type CallFailure =
  | HttpOutcome
  | { outcome: 'unknown-status'; status: string; reason: string | undefined }
  | { outcome: 'unreadable-reply'; detail: string };

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
  | { outcome: 'ever-restarting'; times: number }
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
