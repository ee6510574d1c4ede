/**
 * Sends SIGTERM to a process group, waits for `gone`, and sends SIGKILL. `leader` is the process id
 * of the group's leader.
 */
export async function endGroup(leader: number, gone: () => Promise<unknown>): Promise<void> {
  signalGroup(leader, 'SIGTERM');
  await gone();
  signalGroup(leader, 'SIGKILL');
}

/** Sends a signal to each process of a group. Does nothing if the group has ended. */
export function signalGroup(leader: number, name: NodeJS.Signals): void {
  // 0 would be the group of the judge.
  if (leader > 0) sendSignal(process.platform === 'win32' ? leader : -leader, name);
}

/**
 * Sends a signal to a process, or to a group if `pid` is negative. Does nothing if it has ended.
 */
export function sendSignal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // The process has ended.
  }
}

/**
 * Longest time between SIGTERM and the end of a server, in ms. Requests in flight complete first.
 */
export const STOP_GRACE_MS = 15_000;
