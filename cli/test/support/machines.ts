import { type ChildProcess, spawn } from 'node:child_process';
import { cacheHome } from './cache-home.ts';

const bin = new URL('../../bin/parsec-spec.mjs', import.meta.url).pathname;

/** The result of a command. */
export interface CommandResult {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running command. */
export interface Running {
  readonly ended: Promise<CommandResult>;
  readonly child: ChildProcess;
  /** Resolves when the output on either stream matches. */
  readonly said: (pattern: RegExp) => Promise<string>;
}

/** Starts the client with the home folder `home` and piped input, without a terminal. */
export function start(home: string, args: readonly string[], input?: string | Buffer): Running {
  const env = { PATH: process.env.PATH, HOME: home, XDG_CACHE_HOME: cacheHome };
  const child = spawn(process.execPath, [bin, 'client', ...args], { env, stdio: 'pipe' });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (part: Buffer) => {
    stdout += part;
  });
  child.stderr.on('data', (part: Buffer) => {
    stderr += part;
  });
  child.stdin.on('error', () => undefined);
  // Without input the pipe stays open, so that the caller can write to it.
  if (input !== undefined) child.stdin.end(input);
  const ended = new Promise<CommandResult>((done) => {
    child.on('close', (exit) => done({ exit, stdout, stderr }));
  });
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  return {
    ended,
    child,
    said: async (pattern) => {
      while (!pattern.test(stdout + stderr)) {
        if (isOver) throw new Error(`it ended without saying ${pattern}: ${stdout}${stderr}`);
        await new Promise((woken) => setTimeout(woken, 20));
      }
      return (stdout + stderr).match(pattern)?.[1] ?? '';
    },
  };
}

/** Runs a command to its end. */
export const run = (
  home: string,
  args: readonly string[],
  input: string | Buffer = '',
): Promise<CommandResult> => start(home, args, input).ended;

/** Parses the JSON object that a command printed. */
export function printed({ exit, stdout, stderr }: CommandResult): Record<string, never> {
  if (exit !== 0) throw new Error(`exit ${exit}: ${stdout}${stderr}`);
  return JSON.parse(stdout);
}
