import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * A resource that must be removed when this process ends: a process group by the process id of its
 * leader, a folder by its path, a container or a network by its id, a volume by its name.
 */
export type GuardedResource =
  | `group:${number}`
  | `folder:${string}`
  | `container:${string}`
  | `network:${string}`
  | `volume:${string}`;

let guardian: ChildProcess | undefined;

/**
 * Removes a resource when this process ends, even if it is killed: a second process waits until
 * this end of a pipe closes. Returns the function to call after the resource was removed regularly.
 */
export function guard(resource: GuardedResource): () => void {
  guardian ??= start();
  const { stdin } = guardian;
  stdin?.write(`+${resource}\n`);
  return () => void stdin?.write(`-${resource}\n`);
}

function start(): ChildProcess {
  const program = fileURLToPath(new URL(`./guardian-process${extname(import.meta.url)}`, import.meta.url));
  // In a session of its own, so that Ctrl-C in the terminal does not end the guardian.
  const child = spawn(process.execPath, [program], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  child.unref();
  (child.stdin as Socket | null)?.unref();
  child.stdin?.on('error', () => undefined);
  return child;
}

/**
 * Returns a handler that reports a failed removal on stderr. The verdict of the run does not
 * change. The guardian tries again when this process has ended, and so does the next run.
 */
export const reportLeftover =
  (what: string) =>
  (reason: unknown): void => {
    const message = reason instanceof Error ? reason.message : String(reason);
    process.emitWarning(
      `${what} could not be removed, the next run tries again: ${message.replace(/\s+/g, ' ').trim()}`,
      'LeftBehind',
    );
  };
