import { CliError } from '../main/cli-error.ts';
import { exitCode } from '../main/exit-code.ts';

/** Does what takes until people or servers answer. Ctrl-C, or the signal to end, lets it end cleanly; a second one ends at once. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const ended = new AbortController();
  const onSignal = (): void => {
    if (ended.signal.aborted) process.exit(exitCode.interrupted);
    ended.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    return await work(ended.signal);
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}

/** The error of a command that a person ended. */
export const interrupted = (message: string, hint: string): CliError =>
  new CliError('interrupted', message, hint, exitCode.interrupted);
