import { CliError } from '../main/cli-error.ts';
import { exitCode } from '../main/exit-code.ts';

/** A Ctrl-C this soon after the first signal is the same one, forwarded by npm or the launcher. */
const FORWARDED_MS = 1000;

/**
 * Does work that waits for people or servers. SIGINT or SIGTERM aborts the signal, so that the work
 * can end cleanly. A later Ctrl-C ends the program at once. A second SIGTERM does not: if Ctrl-C
 * ends the shell of npx, `when-orphaned.mjs` sends SIGTERM while the work says its last words.
 */
export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>,
  clock: () => number = () => performance.now(),
): Promise<T> {
  const ended = new AbortController();
  let first = 0;
  const onSignal = (name: NodeJS.Signals): void => {
    if (!ended.signal.aborted) {
      first = clock();
      ended.abort();
    } else if (name === 'SIGINT' && clock() - first > FORWARDED_MS) process.exit(exitCode.interrupted);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    return await work(ended.signal);
  } finally {
    // After an interruption they stay: a forwarded signal may come later than the end of the work.
    if (!ended.signal.aborted) {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    }
  }
}

/** The error of a command that a person ended. */
export const interrupted = (message: string, hint: string): CliError =>
  new CliError('interrupted', message, hint, exitCode.interrupted);
