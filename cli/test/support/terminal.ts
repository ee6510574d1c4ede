import { execFile, execFileSync } from 'node:child_process';
import { cacheHome } from './cache-home.ts';

const file = (path: string): string => new URL(path, import.meta.url).pathname;
const python = process.env.PARSEC_SPEC_PYTHON ?? 'python3';

/** Whether commands can be run at a terminal here. It needs Python. */
export function hasTerminal(): boolean {
  try {
    execFileSync(python, ['-c', 'import pty'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** What a user types, each after the terminal has shown a text. */
export type Script = readonly (readonly [waitFor: string, type: string])[];

/** How a command ended, and what the terminal showed. */
export interface Shown {
  readonly exit: number;
  readonly text: string;
}

/** The words that start the command line. */
export const program = [process.execPath, file('../../bin/parsec-spec.mjs')] as const;

/** Runs a command at a new terminal, in the root of the tree. */
export function atTerminal(
  command: readonly string[],
  script: Script,
  env: NodeJS.ProcessEnv,
): Promise<Shown> {
  return new Promise((done) => {
    execFile(
      python,
      [file('terminal.py'), JSON.stringify(script), ...command],
      {
        env: { PATH: process.env.PATH, XDG_CACHE_HOME: cacheHome, TERM: 'xterm', ...env },
        cwd: file('../../../'),
        timeout: 55_000,
      },
      (error, stdout) => done({ exit: error === null ? 0 : Number(error.code), text: stdout }),
    );
  });
}
