import { exitCode } from '../main/exit-code.ts';
import { errorReportOf } from '../main/report-error.ts';
import type { ReportWriter } from './report-writers.ts';

/** Errors of the user do not replace the reports of the last run. */
const mistakes: readonly number[] = [exitCode.usage, exitCode.nothingSelected];

/**
 * Writes into every report that the run did not start and why, because an earlier report would be
 * misleading. Returns the reports that could not be written.
 */
export async function reportUnbegun(
  writers: readonly ReportWriter[],
  error: unknown,
  run: { readonly target: string; readonly seed: string; readonly interrupted: boolean },
): Promise<readonly string[]> {
  const { exit, message, hint, log: written } = errorReportOf(error);
  if (!run.interrupted && mistakes.includes(exit)) return [];
  const { unstartedRunLog } = await import('@parsec-spec/conformance/report');
  const told = run.interrupted ? 'interrupted before the run began' : `${message}; ${hint}`;
  const log = unstartedRunLog({ target: run.target, seed: run.seed, message: told });
  const unwritten: string[] = [];
  for (const writer of writers) {
    // The events end here, because no check was run.
    writer.event(log.started);
    const refusal = await writer.end(log, written);
    if (refusal !== undefined) unwritten.push(refusal);
  }
  return unwritten;
}
