/**
 * Growing pauses before a reconnection, in ms. None is below 1 s, so that a server that closes each
 * stream after its first keep-alive gets one request a second and not hundreds.
 */
const RETRY_PAUSES_MS = [1000, 2000, 5000, 10_000, 30_000];

/** The pause after further failures, in ms. */
const LONGEST_PAUSE_MS = 60_000;

/** The longest pause that a server may ask for, in ms. */
const MAX_RETRY_MS = 3_600_000;

/** How a client follows the events of its organization (EVT-19, CLIENT-19). */
export const eventRules = {
  /**
   * The pause before a reconnection, in ms. `failures`: connections that were lost before this one,
   * since the last sign of life. `asked`: the pause that the server asked for by `retry`, in ms.
   */
  'events/client-reconnects': (failures: number, asked: number): number =>
    Math.max(Math.min(asked, MAX_RETRY_MS), RETRY_PAUSES_MS[failures] ?? LONGEST_PAUSE_MS),

  /** Whether everything is fetched again after a notification of this kind. */
  'events/client-fetches-what-it-missed': (kind: string): boolean => kind === 'missed-events',
} as const;
