import type { JudgedCertificate } from '../certificates/index.ts';
import type { DateTime, Uuid } from '../codec/index.ts';
import type { Organization } from '../records/index.ts';
import { commonClock } from '../state/index.ts';
import { isInWindow, outOfBallpark } from './ballpark.ts';
import type { Author } from './context.ts';

// What the commands that add a certificate to the common ones ask alike.

/** Is the caller ADMIN now? A reply `author_not_allowed` otherwise, before anything of the request is looked at (USER-02). */
export const authorIsAdmin = ({ author }: { readonly author: Author }) =>
  author.user.profile === 'ADMIN' || ({ status: 'author_not_allowed' } as const);

/** Is it signed by, and does it name as author, the very device that sends it (USER-05, DEV-04)? */
export const isBy = (
  { device }: Author,
  { content, signed }: JudgedCertificate<{ readonly author: Uuid | null }>,
): boolean => signed && (content.author?.equals(device.device_id) ?? false);

/** Is it dated in the window around the server's clock? */
export const inWindow = (now: DateTime, timestamp: DateTime) =>
  isInWindow(now, timestamp) || outOfBallpark(now, timestamp);

/** Is it dated after the last common certificate (CERT-20)? The refusal tells what to exceed. */
export function laterThanLast(state: Organization, timestamp: DateTime) {
  const last = commonClock(state);
  if (last === null || timestamp.micros > last.micros) return true;
  return { status: 'require_greater_timestamp', strictly_greater_than: last } as const;
}
