import type { Joined } from './exchange-step.ts';
import type { CancelReason, GreetingEnd } from './greeting-side.ts';

/** Outcomes after which there is no attempt to cancel. */
const NOTHING_TO_CANCEL = [
  ...['known', 'admitted', 'sent', 'confirmed'],
  ...['attempt-cancelled', 'invitation-unknown', 'invitation-completed', 'invitation-cancelled'],
  ...['may-not-greet', 'greeter-not-allowed', 'greeter-unknown', 'greeter-revoked', 'out-of-step'],
  ...['offline', 'invitation-gone', 'user-revoked', 'user-frozen', 'organization-expired'],
];

/**
 * The reason given for a cancellation: a protocol error by its name, anything else as the decision
 * of this side.
 */
function reasonOf(ended: GreetingEnd | { outcome: string }): CancelReason | undefined {
  if (NOTHING_TO_CANCEL.includes(ended.outcome)) return undefined;
  if (ended.outcome === 'nonce-differs') return 'INVALID_NONCE_HASH';
  if (ended.outcome === 'codes-differ') return 'INVALID_SAS_CODE';
  return 'reason' in ended && ended.outcome === 'payload-refused' ? ended.reason : 'MANUALLY_CANCELLED';
}

/**
 * Runs a part of a greeting and cancels the attempt if it fails (GREET-28, GREET-31, GREET-32), so
 * that the other side does not wait.
 */
export async function cancelOnFailure<R extends { outcome: string }>(
  { side, attempt }: Joined,
  work: () => Promise<R>,
): Promise<R> {
  let reason: CancelReason | undefined = 'MANUALLY_CANCELLED';
  try {
    const result = await work();
    reason = reasonOf(result);
    return result;
  } finally {
    if (reason !== undefined) await side.cancel(attempt, reason);
  }
}
