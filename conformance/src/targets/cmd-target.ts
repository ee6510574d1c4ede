import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { byEnvironment } from './default-recipe.ts';
import { endGroup } from './end-group.ts';
import { fillIn, type Placeholders, placeholdersOf } from './placeholders.ts';
import { freePort } from './free-port.ts';
import { guard } from './guardian.ts';
import { LogTail } from './log-tail.ts';
import { planStart } from './plan-start.ts';
import type { RunningServer } from './target.ts';
import type { StartOptions } from './start-options.ts';
import type { Starting } from './starting.ts';
import { waitUntilReady } from './wait-until-ready.ts';

const grace = 5000;

/**
 * Starts the program that `command` (a shell's command line) names, on a free loopback port, in a process group of its
 * own, and waits until it answers. Errors: `TargetError` of code `unreachable` with its log.
 */
export async function startCommand(
  command: string,
  starting: Starting,
  options: StartOptions,
): Promise<RunningServer> {
  const port = await freePort();
  const places = placeholdersOf('127.0.0.1', port, `127.0.0.1:${port}`, starting.administrationToken);
  const plan = planStart(starting.recipe, options, places);
  const { arguments: words, environment } = starting.hasFile ? plan : byEnvironment(plan);
  const child = spawn(shellLine(command, places, words), {
    shell: true,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  const log = new LogTail();
  child.stdout.on('data', log.add);
  child.stderr.on('data', log.add);
  let death: string | undefined;
  const exited = once(child, 'exit').then(
    ([code, signal]: unknown[]) => {
      death = signal === null ? `exit ${String(code)}` : String(signal);
    },
    (error: unknown) => {
      death = String(error);
    },
  );
  const leader = child.pid;
  const settle = leader === undefined ? () => undefined : guard(`group:${leader}`);
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= (async () => {
      if (leader !== undefined)
        await endGroup(leader, () => Promise.race([exited, sleep(grace, undefined, { ref: false })]));
      settle();
    })();
    return closing;
  };
  try {
    await waitUntilReady({
      address: places.address,
      deadlineMs: starting.deadlineMs,
      died: () => death,
      log: () => log.toString(),
      signal: starting.signal,
    });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    address: places.address,
    administrationToken: starting.administrationToken,
    log: () => log.toString(),
    close,
  };
}

function shellLine(command: string, places: Placeholders, words: readonly string[]): string {
  return [fillIn(command, places), ...words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`)].join(' ');
}
