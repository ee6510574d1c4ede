import {
  type CancelReason,
  type ClientRules,
  cancelRules,
  clientRules,
} from '@parsec-spec/spec/client-rules';
import type { Joined } from './exchange-step.ts';

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
function reasonOf(
  ended: { readonly outcome: string; readonly reason?: unknown },
  rules: ClientRules,
): CancelReason | undefined {
  const { outcome } = ended;
  if (NOTHING_TO_CANCEL.includes(outcome)) return undefined;
  if (outcome === 'nonce-differs') return 'INVALID_NONCE_HASH';
  const refusal = outcome === 'payload-refused' ? (ended.reason as CancelReason) : undefined;
  if (refusal === 'INCONSISTENT_PAYLOAD') return refusal;
  const ids = Object.keys(cancelRules) as (keyof typeof cancelRules)[];
  const facts = { outcome, ...(refusal && { reason: refusal }) };
  return ids.map((id) => rules[id]?.(facts)).find((reason) => reason !== undefined) ?? 'MANUALLY_CANCELLED';
}

/**
 * Runs a part of a greeting and cancels the attempt if it fails (GREET-28, GREET-31, GREET-32), so
 * that the other side does not wait.
 */
export async function cancelOnFailure<R extends { outcome: string }>(
  { side, attempt }: Joined,
  work: () => Promise<R>,
  rules: ClientRules = clientRules,
): Promise<R> {
  let reason: CancelReason | undefined = 'MANUALLY_CANCELLED';
  try {
    const result = await work();
    reason = reasonOf(result, rules);
    return result;
  } finally {
    if (reason !== undefined) await side.cancel(attempt, reason);
  }
}
