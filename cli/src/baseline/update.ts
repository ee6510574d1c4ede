import { writeFile } from 'node:fs/promises';
import { updateBaseline } from '@parsec-spec/conformance/targets';
import { CliError, exitCode } from '../main/cli-error.ts';
import { openBaseline, openRun } from './read-files.ts';

/**
 * Records in a target file what a run observed, and prints which entries are new, changed or gone.
 *
 * @throws `CliError` or `TargetError` if a file is wrong, or the run is of another target
 */
export async function update(path: string, runPath: string): Promise<void> {
  const { source, file } = await openBaseline(path);
  const { checks } = await openRun(runPath, file);
  const { text, added, changed, removed } = updateBaseline(source, path, checks);
  if (text !== source)
    await writeFile(path, text).catch((error: NodeJS.ErrnoException) => {
      throw new CliError(
        'lost-output',
        `${path} cannot be written (${error.code})`,
        'make it writable, and repeat the command',
        exitCode.lostOutput,
      );
    });
  const lines = [
    ...removed.map((check) => `removed ${check}: it passes`),
    ...changed.map((check) => `changed ${check}`),
    ...added.map((check) => `added ${check}`),
    ...(added.length > 0 ? [`${path} has placeholders now: replace each FILL IN before the next run.`] : []),
    ...(text === source ? [`${path} records what this run observed: nothing to change.`] : []),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
