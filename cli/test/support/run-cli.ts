import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const bin = fileURLToPath(new URL('../../bin/parsec-spec.mjs', import.meta.url));

/** The result of a command. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running command. `signal` sends it a signal. */
export interface RunningCli {
  readonly ended: Promise<CliResult>;
  /** Waits until stderr has a line that matches, or the command has ended. Returns stderr so far. */
  waitForStderr(line: RegExp): Promise<string>;
  signal(name: NodeJS.Signals): void;
}

/** Starts the command line as a user does, in any folder. */
export function startCli(
  args: readonly string[],
  options: {
    readonly cwd?: string;
    readonly env?: NodeJS.ProcessEnv;
    readonly program?: string;
    /** What the command reads from standard input. */
    readonly input?: string;
  } = {},
): RunningCli {
  const child = spawn(process.execPath, [options.program ?? bin, ...args], {
    cwd: options.cwd,
    env: { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1', ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(options.input ?? '');
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (part: Buffer) => {
    stdout += part;
  });
  child.stderr.on('data', (part: Buffer) => {
    stderr += part;
  });
  const ended = new Promise<CliResult>((done) => child.on('close', (code) => done({ code, stdout, stderr })));
  return {
    ended,
    waitForStderr: (line) =>
      new Promise((done) => {
        const search = (): void => {
          if (line.test(stderr)) done(stderr);
        };
        child.stderr.on('data', search);
        ended.then(() => done(stderr));
        search();
      }),
    signal: (name) => void child.kill(name),
  };
}

/** Runs the command line to its end. */
export const runCli = (
  args: readonly string[],
  options?: Parameters<typeof startCli>[1],
): Promise<CliResult> => startCli(args, options).ended;
