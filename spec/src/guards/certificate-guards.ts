// Guards of the commands that add a common certificate, and the window of its timestamp.
import type { CheckedCertificate } from '../certificates/index.ts';
import { type DateTime, Float, type Uuid } from '../codec/index.ts';
import type { Organization } from '../records/index.ts';
import { commonClock } from '../state/index.ts';
import type { Author } from './context.ts';

/** Seconds that a timestamp may be ahead of the server, bounds excluded. */
export const EARLY_OFFSET = 300;
/** Seconds that a timestamp may be behind the server, bounds excluded. */
export const LATE_OFFSET = 320;

const early = BigInt(EARLY_OFFSET) * 1_000_000n;
const late = BigInt(LATE_OFFSET) * 1_000_000n;

/** Whether it is 300 s or more ahead of the server. Exact to the microsecond (BOOT-42, AUTH-09). */
export const isTooEarly = (now: DateTime, timestamp: DateTime): boolean =>
  timestamp.micros - now.micros >= early;

/** Whether it is 320 s or more behind the server. */
export const isTooLate = (now: DateTime, timestamp: DateTime): boolean =>
  now.micros - timestamp.micros >= late;

/** Whether it is inside the window. */
export const isInWindow = (now: DateTime, timestamp: DateTime): boolean =>
  !isTooEarly(now, timestamp) && !isTooLate(now, timestamp);

/**
 * The reply to a certificate outside the window, with both offsets and both clocks (TRANSPORT-27).
 */
export const outOfBallpark = (now: DateTime, timestamp: DateTime) => ({
  status: 'timestamp_out_of_ballpark' as const,
  ballpark_client_early_offset: new Float(EARLY_OFFSET),
  ballpark_client_late_offset: new Float(LATE_OFFSET),
  server_timestamp: now,
  client_timestamp: timestamp,
});

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
