import type { CancelReason, GreetingEnd } from './greeting-end.ts';
import type { Joined } from './hear.ts';

/** Ends after which there is nobody to be told, or nothing to tell. */
const fine = [
  ...['known', 'admitted', 'sent', 'confirmed'],
  ...['attempt-cancelled', 'invitation-unknown', 'invitation-completed', 'invitation-cancelled'],
  ...['may-not-greet', 'greeter-not-allowed', 'greeter-unknown', 'greeter-revoked', 'out-of-step'],
  ...['offline', 'invitation-gone', 'user-revoked', 'user-frozen', 'organization-expired'],
];

/** Why an attempt is cancelled by the side that ends it so: a fault of the exchange by its name, everything else as the wish of this side. */
function reasonOf(ended: GreetingEnd | { outcome: string }): CancelReason | undefined {
  if (fine.includes(ended.outcome)) return undefined;
  if (ended.outcome === 'nonce-differs') return 'INVALID_NONCE_HASH';
  if (ended.outcome === 'codes-differ') return 'INVALID_SAS_CODE';
  return 'reason' in ended && ended.outcome === 'payload-refused' ? ended.reason : 'MANUALLY_CANCELLED';
}

/** Does a part of a greeting, and tells the other side why if it ends badly (GREET-28, GREET-31, GREET-32), so that nobody waits in vain. */
export async function orCancel<R extends { outcome: string }>(
  { side, attempt }: Joined,
  work: () => Promise<R>,
): Promise<R> {
  let reason: CancelReason | undefined = 'MANUALLY_CANCELLED';
  try {
    const ended = await work();
    reason = reasonOf(ended);
    return ended;
  } finally {
    if (reason !== undefined) await side.cancel(attempt, reason);
  }
}
