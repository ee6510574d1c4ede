/** For which a check rests at every step that it takes though its time is up, in ms. */
const breath = 20;

/**
 * Waits so many milliseconds, or until the signal says that there is nothing left to wait for.
 *
 * Where that is said already it waits for a moment: a check that goes on nevertheless would keep
 * all others from their timers.
 */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) {
      // Nor does it keep the process from its end.
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
