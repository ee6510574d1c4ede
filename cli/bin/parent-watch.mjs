// Plain JavaScript, so that it also runs on a Node that cannot strip types.

/**
 * Calls `act` once when the parent process is gone and npm started us. npm signals its shell, and a
 * shell that the signal kills does not forward it. A background job of another parent is left
 * alone.
 */
export function watchParent(act) {
  if (process.env.npm_lifecycle_event === undefined && process.env.npm_command === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    act();
  }, 200);
  watch.unref();
}
