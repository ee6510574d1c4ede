import { readFile } from 'node:fs/promises';
import { type BaselineEntry, parseTargetFile } from '@parsec-spec/conformance/targets';
import { CliError } from '../main/cli-error.ts';

/**
 * Reads the known defects of `--baseline FILE`, from a target file or a file with only `baseline`.
 */
export async function readBaseline(path: string): Promise<readonly BaselineEntry[]> {
  const source = await readFile(path, 'utf8').catch(() => {
    throw new CliError(
      'usage',
      `the baseline ${path} cannot be read`,
      'name a YAML file with a `baseline` list',
    );
  });
  return parseTargetFile(source, path, { name: 'baseline' }).baseline ?? [];
}
