import type { Explanation } from '@parsec-spec/reference-client/explain';
import { CliError } from '../main/cli-error.ts';
import { exitCode } from '../main/exit-code.ts';
import { printable } from '../main/printable.ts';

/** What a journey came to instead of its end, as an error of the command line: 4 when no server answered, else 1. */
export function failed(outcome: string, { message, hint }: Explanation): CliError {
  const offline = outcome === 'offline' || outcome === 'uncertain';
  return new CliError(
    outcome,
    printable(message),
    printable(hint),
    offline ? exitCode.unreachable : exitCode.fail,
  );
}
