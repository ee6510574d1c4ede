import { exitCode } from '../main/exit-code.ts';
import { toldError } from '../main/report-error.ts';
import type { ReportWriter } from './report-writers.ts';

/** Whose mistake keeps a run from beginning is told so; the reports of the last run stay. */
const mistakes: readonly number[] = [exitCode.usage, exitCode.nothingSelected];

/** Writes into every report that a run did not begin, and why: else those of an earlier one would stand for it. Gives what could not be written. */
export async function reportUnbegun(
  writers: readonly ReportWriter[],
  error: unknown,
  run: { readonly target: string; readonly seed: string; readonly interrupted: boolean },
): Promise<readonly string[]> {
  const { exit, message, hint, log: written } = toldError(error);
  if (!run.interrupted && mistakes.includes(exit)) return [];
  const { withoutVerdict } = await import('@parsec-spec/conformance/report');
  const told = run.interrupted ? 'interrupted before the run began' : `${message}; ${hint}`;
  const log = withoutVerdict({ target: run.target, seed: run.seed, message: told });
  const unwritten: string[] = [];
  for (const writer of writers) {
    // What is no check is none of the events: they end where the run did.
    writer.event(log.started);
    const refusal = await writer.end(log, written);
    if (refusal !== undefined) unwritten.push(refusal);
  }
  return unwritten;
}
