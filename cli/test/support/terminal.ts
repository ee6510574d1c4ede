import { execFile, execFileSync } from 'node:child_process';

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

/** Runs the command line at a new terminal. Returns its exit code and what the terminal showed. */
export function runAtTerminal(
  args: readonly string[],
  script: readonly (readonly [waitFor: string, type: string])[],
  env: NodeJS.ProcessEnv,
): Promise<{ readonly exit: number; readonly text: string }> {
  const command = [process.execPath, file('../../bin/parsec-spec.mjs'), ...args];
  return new Promise((done) => {
    execFile(
      python,
      [file('terminal.py'), JSON.stringify(script), ...command],
      { env: { PATH: process.env.PATH, TERM: 'xterm', ...env }, timeout: 55_000 },
      (error, stdout) => done({ exit: error === null ? 0 : Number(error.code), text: stdout }),
    );
  });
}
