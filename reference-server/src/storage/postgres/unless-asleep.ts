/** Milliseconds that a timer may be late although the process was running. */
const slack = 250;

// Messages of pg and its pool for a connection timeout: nothing was sent over it.
const late =
  /^(?:timeout exceeded when trying to connect|timeout expired|Connection terminated due to connection timeout)$/;

/**
 * Retries work once that found no connection within `limit` ms, if the process was suspended
 * meanwhile. After a resume all timers are due and fire before data that arrived long ago is read.
 * Any other fault is passed on.
 */
export async function unlessAsleep<T>(limit: number, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  try {
    return await work();
  } catch (fault) {
    const wasAwake = performance.now() - began < limit + slack;
    if (wasAwake || !late.test((fault as Error).message)) throw fault;
    return await work();
  }
}
