import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { DatabaseWait } from '../journal.ts';

/**
 * Milliseconds: first and longest pause before another attempt, and the time between two messages
 * about it.
 */
const TIMING_MS = { first: 100, longest: 2_000, message: 5_000 };

// Network errors that end once a database has started, its name is known or its machine is up.
const network = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
const messages = /^(?:timeout expired|Connection terminated)/;

/** Whether the database is not reachable yet. One that answers and refuses is reachable. */
export function isUnreachable(error: unknown): boolean {
  const { code = '', message = '' } = error as { readonly code?: string; readonly message?: string };
  // Connection lost, too many connections, starting up or shutting down.
  if (error instanceof pg.DatabaseError) return /^(?:08|53300$|57P)/.test(code);
  return network.has(code) || messages.test(message);
}

/**
 * Retries an action on a database that may just be starting, with growing pauses, until the
 * time is over.
 */
export async function retryUntilReachable<T>(
  attempt: () => Promise<T>,
  name: string,
  { seconds, report, signal }: DatabaseWait,
): Promise<T> {
  const start = Date.now();
  const timeLeft = (): number => start + seconds * 1_000 - Date.now();
  let reportedAt = 0;
  for (let failures = 0; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isUnreachable(error) || timeLeft() <= 0 || signal?.aborted === true) throw error;
      if (failures === 0 || Date.now() - reportedAt >= TIMING_MS.message) {
        reportedAt = Date.now();
        report?.(`${name} does not answer yet: it is tried for ${Math.ceil(timeLeft() / 1_000)} s more`);
      }
      const wait = Math.min(TIMING_MS.first * 2 ** failures, TIMING_MS.longest, Math.max(timeLeft(), 0));
      await pause(wait, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    }
  }
}

/** Milliseconds that a timer may be late although the process was running. */
const TIMER_SLACK_MS = 250;

// Messages of pg and its pool for a connection timeout: nothing was sent over it.
const timeouts =
  /^(?:timeout exceeded when trying to connect|timeout expired|Connection terminated due to connection timeout)$/;

/**
 * Retries work once that found no connection within `limit` ms, if the process was suspended
 * meanwhile. After a resume all timers are due and fire before data that arrived long ago is read.
 * Any other error is passed on.
 */
export async function retryAfterSuspend<T>(limit: number, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await work();
  } catch (error) {
    const wasAwake = performance.now() - start < limit + TIMER_SLACK_MS;
    if (wasAwake || !timeouts.test((error as Error).message)) throw error;
    return await work();
  }
}
