import { CliError, exitCode } from './cli-error.ts';

/** A Ctrl-C this soon after the first signal is the same one, forwarded by npm or the launcher. */
const FORWARDED_MS = 1000;

/** The interruption of a command by a signal to the process. */
interface Interruption {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Stops listening, unless an interruption has begun. */
  release(): void;
}

/**
 * Listens for the signals that interrupt a command. The first one aborts `signal`, so that the
 * command can end cleanly. A later Ctrl-C ends the process at once. A second SIGTERM does not: if
 * Ctrl-C ends the shell of npx, `parent-watch.mjs` sends SIGTERM while the command still writes.
 *
 * @param clock in ms
 */
export function listenForInterruption(
  names: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM'],
  clock: () => number = () => performance.now(),
): Interruption {
  const controller = new AbortController();
  let first = 0;
  const onSignal = (name: NodeJS.Signals): void => {
    if (!controller.signal.aborted) {
      first = clock();
      controller.abort();
    } else if (name === 'SIGINT' && clock() - first > FORWARDED_MS) process.exit(exitCode.interrupted);
  };
  for (const name of names) process.on(name, onSignal);
  return {
    signal: controller.signal,
    release: () => {
      // After an interruption the listeners stay: a forwarded signal may come after the work.
      if (!controller.signal.aborted) for (const name of names) process.off(name, onSignal);
    },
  };
}

/** Does work that waits for people or servers and ends when the signal is aborted. */
export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>,
  clock?: () => number,
): Promise<T> {
  const { signal, release } = listenForInterruption(undefined, clock);
  try {
    return await work(signal);
  } finally {
    release();
  }
}

/** The error of a command that a person interrupted. */
export const interruptionError = (message: string, hint: string): CliError =>
  new CliError('interrupted', message, hint, exitCode.interrupted);
