import { type DateTime, Float } from '../codec/index.ts';

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
