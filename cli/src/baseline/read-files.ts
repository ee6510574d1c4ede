import { stat } from 'node:fs/promises';
import { observedChecks, type RecordedRun, readRun } from '@parsec-spec/conformance/report';
import { type BaselineFile, type ObservedCheck, readBaselineFile } from '@parsec-spec/conformance/targets';
import { CliError } from '../main/cli-error.ts';
import { readOptionFile } from '../main/read-option-file.ts';

/** Largest file of events that is read, in bytes. A run of all checks writes some 10 MB. */
const MAX_RUN_BYTES = 256 << 20;

/** The text of a target file, and its baseline. */
export interface OpenedBaseline {
  readonly source: string;
  readonly file: BaselineFile;
}

/** Reads a target file. Throws what is wrong with it. */
export async function openBaseline(path: string): Promise<OpenedBaseline> {
  const source = await readOptionFile('the target file', path, 'name a YAML file with a `baseline` list');
  return { source, file: readBaselineFile(source, path) };
}

/** Reads a run, and what it observed of the target of a file. Throws what is wrong with it. */
export async function openRun(
  path: string,
  file: BaselineFile,
): Promise<{ readonly run: RecordedRun; readonly checks: readonly ObservedCheck[] }> {
  const hint = 'name the events of a run: validate … --report ndjson=PATH';
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size > MAX_RUN_BYTES)
    throw new CliError('usage', `the run ${path} has more than ${MAX_RUN_BYTES} bytes`, hint);
  const run = readRun(await readOptionFile('the run', path, hint), path);
  return { run, checks: observedChecks(run, file) };
}
