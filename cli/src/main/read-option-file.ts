import { readFile } from 'node:fs/promises';
import { CliError } from './cli-error.ts';

/**
 * Reads the text file that an option names.
 *
 * @param option - such as `--ca-file`, for the error message
 * @param hint - which file to name
 * @throws CliError (`usage`) if the file cannot be read
 */
export async function readOptionFile(option: string, path: string, hint: string): Promise<string> {
  return await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CliError('usage', `${option} ${path} cannot be read (${error.code})`, hint);
  });
}
