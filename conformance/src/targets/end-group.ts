/** Asks a process group to end, waits for `gone`, and ends what is left of it. `leader` is its process id. */
export async function endGroup(leader: number, gone: () => Promise<unknown>): Promise<void> {
  signal(leader, 'SIGTERM');
  await gone();
  signal(leader, 'SIGKILL');
}

function signal(leader: number, name: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? leader : -leader, name);
  } catch {
    // nobody is left in it
  }
}
