import type { Uuid } from '@parsec-spec/spec/codec';
import type { PlainStep, Side } from '@parsec-spec/spec/greeting';
import type { AttemptEnd, CancelReason } from './greeting-end.ts';

/**
 * The result of sending a step: the payload that the other side sent for this step (empty if the
 * step has none), or `not-ready` if it has not sent it yet.
 */
export type StepResult = { outcome: 'heard'; payload: Uint8Array } | { outcome: 'not-ready' } | AttemptEnd;

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
