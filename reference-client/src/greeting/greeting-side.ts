import type { Uuid } from '@parsec-spec/spec/codec';
import type { PlainStep, Side } from '@parsec-spec/spec/greeting';
import type { AttemptEnd, CancelReason } from './greeting-end.ts';

/** What came of saying a step: the other side's bytes of the same step (none where it carries none), or that it has not spoken yet. */
export type Said = { outcome: 'heard'; payload: Uint8Array } | { outcome: 'not-ready' } | AttemptEnd;

/** One side of a greeting before the server, which relays and says nothing itself (spec/protocol/greeting.md). */
export interface GreetingSide {
  readonly side: Side;
  /** Joins the open attempt; begins a new one if this side is in it already. */
  start(): Promise<{ outcome: 'started'; attempt: Uuid } | AttemptEnd>;
  /** Says a step. The same again may be said at any time. */
  say(attempt: Uuid, step: PlainStep): Promise<Said>;
  cancel(attempt: Uuid, reason: CancelReason): Promise<void>;
}
