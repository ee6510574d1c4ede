import { setTimeout as delay } from 'node:timers/promises';

/** Waits, at most until the signal aborts. The caller then checks the signal. */
export async function sleepUntilAborted(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(ms, undefined, signal && { signal });
  } catch (error) {
    if (!(error instanceof Error && error.name === 'AbortError')) throw error;
  }
}
