import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..', '..');

/** A server in a process of its own, as a host starts it. */
export interface Process {
  readonly child: ChildProcess;
  /** First line of stdout. */
  readonly first: string;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

/** Starts `parsec-spec serve`. Resolves with its first line, or rejects with its other output. */
export function serveProcess(
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<Process> {
  const child = spawn(
    process.execPath,
    ['--conditions=parsec-spec:src', join(root, 'cli/bin/parsec-spec.mjs'), 'serve', '--port', '0', ...args],
    {
      env: { ...process.env, NODE_OPTIONS: '', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let stdout = '';
  let stderr = '';
  child.stderr?.on('data', (piece) => {
    stderr += piece;
  });
  const ended = new Promise<number | string>((resolve) =>
    child.once('exit', (code, signal) => resolve(code ?? signal ?? '')),
  );
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (piece) => {
      stdout += piece;
      const end = stdout.indexOf('\n');
      if (end >= 0)
        resolve({ child, first: stdout.slice(0, end), stdout: () => stdout, stderr: () => stderr, ended });
    });
    ended.then((code) => setTimeout(() => reject(new Error(`ended with ${code}: ${stderr}`)), 50));
  });
}
