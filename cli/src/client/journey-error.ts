import type { Explanation } from '@parsec-spec/reference-client/explain';
import { CliError, exitCode } from '../main/cli-error.ts';
import { printable } from '../main/printable.ts';

/**
 * The failure of a journey as an error of the command line. The exit code is 4 if no server
 * answered, else 1.
 */
export function journeyError(outcome: string, { message, hint }: Explanation): CliError {
  const offline = outcome === 'offline' || outcome === 'uncertain';
  return new CliError(
    outcome,
    printable(message),
    printable(hint),
    offline ? exitCode.unreachable : exitCode.fail,
  );
}
