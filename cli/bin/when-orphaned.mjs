// Plain JavaScript: also runs on a Node that cannot strip types.

/**
 * Calls `act` once when the process that started us through npm is gone: npm signals its shell, and a shell that
 * dies of the signal passes nothing on. Someone else's background job is left alone.
 */
export function whenOrphaned(act) {
  if (process.env.npm_lifecycle_event === undefined && process.env.npm_command === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    act();
  }, 200);
  watch.unref();
}
