/** How much later than asked for a timer may be although the process ran, in ms. */
const slack = 250;

// What pg and its pool say of a connection that could not be had in time: nothing was sent over it.
const late =
  /^(?:timeout exceeded when trying to connect|timeout expired|Connection terminated due to connection timeout)$/;

/**
 * Does something once more that had no connection within `limit` ms, if that is because this process was suspended: when it wakes up, what
 * has long been there is read only after the timers, which are all due. Whatever else fails, fails.
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
