import { readFile } from 'node:fs/promises';
import schema from '../../targets/target.schema.json' with { type: 'json' };
import { yamlReader } from './read-yaml-file.ts';
import { misspeltPlaceholder } from './start-recipe.ts';
import type { TargetFile } from './target-file.ts';

const reader = yamlReader<TargetFile>(
  schema,
  'see conformance/targets/target.schema.json, and conformance/targets/*.yaml for files that work',
);

/**
 * Reads a target file. Throws `TargetError` (`usage`), which lists every violation of the schema.
 */
export async function readTargetFile(path: string): Promise<TargetFile> {
  return parseTargetFile(await text(path), nameOf(path));
}

/**
 * Parses the text of a target file.
 *
 * @param source - YAML of the schema `conformance/targets/target.schema.json`.
 * @param name - Names the file in error messages.
 * @param implied - Fields that the file may omit.
 * @param acceptsPlaceholders - Whether entries of the baseline may have placeholders.
 * @throws `TargetError` (`usage`), which lists every violation of the schema.
 */
export function parseTargetFile(
  source: string,
  name: string,
  implied: Partial<TargetFile> = {},
  acceptsPlaceholders = false,
): TargetFile {
  const file = reader.parse(source, name, implied, acceptsPlaceholders);
  refuseMisspelt(file.start, name);
  return file;
}

/** Throws on a misspelt placeholder, which would not be replaced. */
function refuseMisspelt(of: unknown, name: string): void {
  if (typeof of === 'object' && of !== null) for (const part of Object.values(of)) refuseMisspelt(part, name);
  const misspelling = typeof of === 'string' ? misspeltPlaceholder(of) : undefined;
  if (misspelling !== undefined)
    throw reader.wrong(name, `\`{${misspelling.given}}\` is no placeholder, \`{${misspelling.meant}}\` is`);
}

/** Errors name the option of the command line. */
const nameOf = (path: string): string => `--target-file ${path}`;

async function text(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw reader.wrong(nameOf(path), `it cannot be read (${code})`);
  }
}
