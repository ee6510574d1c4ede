import { createInterface } from 'node:readline';
import { pastableRequest } from '@parsec-spec/conformance/report';
import type { StoppedRequest } from '@parsec-spec/conformance/runner';
import { terminalLine } from '@parsec-spec/conformance/wire';
import { CliError } from '../main/cli-error.ts';
import type { ValidateOptions } from './open-targets.ts';

/**
 * Refuses `--step` where it cannot work.
 *
 * @throws CliError (`usage`) if there is no request to stop at, or no terminal
 */
export function requireStepping(addresses: readonly string[], { step, only }: ValidateOptions): void {
  if (step !== true) return;
  if (addresses.every((address) => address.startsWith('client:')))
    throw new CliError(
      'usage',
      '--step stops requests of the suite, and a client sends its own',
      'use --record DIR, or read the exchange in the report',
    );
  if (only.length === 0) throw new CliError('usage', '--step needs a check', 'name it with --only CHECK');
  if (!process.stdin.isTTY)
    throw new CliError('usage', '--step waits for Enter, and there is no terminal', 'run it in a terminal');
}

/** Options of {@link stopBefore}. */
export interface StepOptions {
  readonly administrationToken: string | undefined;
  /** Options of curl for TLS, as words of the shell. */
  readonly tls: readonly string[];
  /** Ends the wait. */
  readonly signal: AbortSignal;
}

/** Prints the request before which a run stops, and waits for Enter. */
export async function stopBefore(
  { check, request, address }: StoppedRequest,
  { administrationToken, tls, signal }: StepOptions,
): Promise<void> {
  const lines = [
    '',
    `${terminalLine(check)}: stopped before the request that failed. To send it yourself:`,
    '',
    pastableRequest(request, address, administrationToken, tls),
    '',
    'Its signatures are fresh and valid for 320 s. The run sends the request too, signed anew.',
    'Press Enter to go on. ',
  ];
  process.stderr.write(lines.join('\n'));
  await enter(signal);
}

/** Resolves when Enter is pressed, standard input ends, or the signal is aborted. */
function enter(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const keys = createInterface({ input: process.stdin });
    const finish = () => {
      signal.removeEventListener('abort', finish);
      keys.close();
      resolve();
    };
    keys.once('line', finish).once('close', finish);
    signal.addEventListener('abort', finish);
    if (signal.aborted) finish();
  });
}
