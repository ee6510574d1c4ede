import { type PlainStep, readStep, type Side } from '@parsec-spec/spec/greeting';
import type { TypesByName } from '@parsec-spec/spec/validate';
import type { AttemptEnd } from './greeting-end.ts';
import type { StepResult } from './greeting-side.ts';

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

export const cancelledBy = ({ origin, reason, timestamp }: Cancelled): AttemptEnd => ({
  outcome: 'attempt-cancelled',
  origin,
  reason,
  timestamp,
});
