import type { CheckedCertificate } from '../certificates/index.ts';
import type { DateTime, Uuid } from '../codec/index.ts';
import type { Organization } from '../records/index.ts';
import { commonClock } from '../state/index.ts';
import { isInWindow, outOfBallpark } from './ballpark.ts';
import type { Author } from './context.ts';

// Guards shared by the commands that add a common certificate.

/**
 * Requires that the caller is ADMIN now. It refuses with `author_not_allowed` before the content of
 * the request is checked (USER-02).
 */
export const authorIsAdmin = ({ author }: { readonly author: Author }) =>
  author.user.profile === 'ADMIN' || ({ status: 'author_not_allowed' } as const);

/** Requires that the sending device signed the certificate and is its author (USER-05, DEV-04). */
export const isBy = (
  { device }: Author,
  { content, signed }: CheckedCertificate<{ readonly author: Uuid | null }>,
): boolean => signed && (content.author?.equals(device.device_id) ?? false);

/** Requires that the certificate is dated in the window around the server's clock. */
export const inWindow = (now: DateTime, timestamp: DateTime) =>
  isInWindow(now, timestamp) || outOfBallpark(now, timestamp);

/**
 * Requires that the certificate is later than the last common one (CERT-20). The refusal gives the
 * time to exceed.
 */
export function laterThanLast(state: Organization, timestamp: DateTime) {
  const last = commonClock(state);
  if (last === null || timestamp.micros > last.micros) return true;
  return { status: 'require_greater_timestamp', strictly_greater_than: last } as const;
}
