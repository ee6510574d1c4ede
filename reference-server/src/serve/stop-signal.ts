/** A repeated signal this soon is the same Ctrl-C, forwarded by npm or the launcher. */
const FORWARDED_MS = 1000;

/**
 * Settles with the first SIGTERM, SIGINT or SIGHUP. The same signal again kills the process, unless
 * it follows within a second: npm and the launcher forward a Ctrl-C that the terminal has already
 * sent to the whole process group.
 *
 * @param clock in ms
 */
export function firstStopSignal(clock: () => number = () => performance.now()): Promise<NodeJS.Signals> {
  const seen = new Map<NodeJS.Signals, number>();
  return new Promise((resolve) => {
    const onSignal = (name: NodeJS.Signals): void => {
      const since = seen.get(name) ?? clock();
      seen.set(name, since);
      resolve(name);
      if (clock() - since <= FORWARDED_MS) return;
      process.off(name, onSignal);
      process.kill(process.pid, name);
    };
    for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, onSignal);
  });
}
