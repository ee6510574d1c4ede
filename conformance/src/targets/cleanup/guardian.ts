import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * A resource that must not outlive this process: a process group by the id of its leader, a folder
 * by its path, a container or a network by its id, a volume by its name.
 */
export type GuardedResource =
  | `group:${number}`
  | `folder:${string}`
  | `container:${string}`
  | `network:${string}`
  | `volume:${string}`;

let guardian: ChildProcess | undefined;

/**
 * Has `ward` ended when this process ends, however it ends: a second process waits for our end of a
 * pipe to close. Returns what to call once the ward was ended in good order.
 */
export function guard(ward: GuardedResource): () => void {
  guardian ??= start();
  const { stdin } = guardian;
  stdin?.write(`+${ward}\n`);
  return () => void stdin?.write(`-${ward}\n`);
}

function start(): ChildProcess {
  const program = fileURLToPath(new URL(`./guardian-process${extname(import.meta.url)}`, import.meta.url));
  // its own session: a Ctrl-C in the terminal ends us, not the one who clears up after us
  const child = spawn(process.execPath, [program], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  child.unref();
  (child.stdin as Socket | null)?.unref();
  child.stdin?.on('error', () => undefined);
  return child;
}

/**
 * Tells on stderr of what could not be removed: no verdict changes for that, and nothing else is
 * kept from being removed. It stays a ward of the guardian, who tries again when this process has
 * ended, and the next run sweeps it.
 */
export const reportLeftover =
  (what: string) =>
  (reason: unknown): void => {
    const said = reason instanceof Error ? reason.message : String(reason);
    process.emitWarning(
      `${what} could not be removed, and is swept by the next run: ${said.replace(/\s+/g, ' ').trim()}`,
      'LeftBehind',
    );
  };
