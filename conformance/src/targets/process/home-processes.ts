import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { sendSignal } from './process-group.ts';

/** Time for processes that are being ended, or end by themselves, in ms. */
const GRACE_MS = 1000;

/** Longest command that is returned, in characters. */
const MAX_COMMAND_LENGTH = 200;

/**
 * Ends the processes whose variable HOME is this folder: a program under test started them, and they
 * left its process group. Only Linux shows the variables of other processes.
 *
 * @returns their command lines. Empty on other systems
 */
export async function endProcessesOf(home: string): Promise<readonly string[]> {
  if (process.platform !== 'linux') return [];
  const end = performance.now() + GRACE_MS;
  let remaining = await processesOf(home);
  while (remaining.length > 0 && performance.now() < end) {
    await sleep(50);
    remaining = await processesOf(home);
  }
  for (const { pid } of remaining) sendSignal(pid, 'SIGKILL');
  return remaining.map(({ command }) => command);
}

const reported = new Set<string>();

/**
 * Ends the processes of a home where no check reports them, and warns of each command once.
 *
 * @param home - as for {@link endProcessesOf}
 */
export async function endAndWarn(home: string): Promise<void> {
  for (const command of await endProcessesOf(home)) {
    if (!reported.has(command))
      process.emitWarning(`a process of the client outlived it and was ended: ${command}`, 'LeftBehind');
    reported.add(command);
  }
}

async function processesOf(home: string): Promise<readonly { pid: number; command: string }[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const processes = await Promise.all(
    pids.map(async (pid) => {
      // Empty for a process that has ended, and unreadable for one of another user.
      const variables = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      if (!variables.split('\0').includes(`HOME=${home}`)) return [];
      const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return [{ pid: Number(pid), command: words.replaceAll('\0', ' ').trim().slice(0, MAX_COMMAND_LENGTH) }];
    }),
  );
  return processes.flat();
}
