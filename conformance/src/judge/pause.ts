/** Pause of an overdue check at every step that it still takes, in ms. */
const breath = 20;

/**
 * Waits so many milliseconds, or until the signal aborts.
 *
 * If the signal has already aborted, it still pauses briefly: an overdue check that continues would
 * otherwise block the timers of all others.
 */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) {
      // This timer does not keep the process alive.
      setTimeout(done, breath).unref();
      return;
    }
    const wake = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      done();
    };
    const timer = setTimeout(wake, ms);
    signal.addEventListener('abort', wake);
  });
}
