/**
 * Asks a process group to end, waits for `gone`, and ends what is left of it. `leader` is its
 * process id.
 */
export async function endGroup(leader: number, gone: () => Promise<unknown>): Promise<void> {
  signalGroup(leader, 'SIGTERM');
  await gone();
  signalGroup(leader, 'SIGKILL');
}

/** Sends a signal to each process of a group, if there is one. */
export function signalGroup(leader: number, name: NodeJS.Signals): void {
  // 0 would be our own group
  if (leader > 0) sendSignal(process.platform === 'win32' ? leader : -leader, name);
}

/** Sends a signal to a process, if there is one; a negative number is that of a group. */
export function sendSignal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // the process group has ended
  }
}

/** Longest duration of a stop (SIGTERM), in ms. Requests in flight must complete in that time. */
export const stopGrace = 15_000;
