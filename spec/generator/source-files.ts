import { globSync } from 'node:fs';
import { CodedError } from '../src/errors/index.ts';

/** A mistake in a README or a schema. The message names the file. The generator prints no stack. */
export class SourceError extends CodedError<'source'> {
  constructor(message: string) {
    super('source', message);
  }
}

/** The files that match one of the patterns, as sorted paths relative to `root` with `/`. */
export const sourcePaths = (root: string, ...patterns: readonly string[]): string[] =>
  globSync(patterns, { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .sort();

/** The name of what a file describes: its folder for a README, its own name for a chapter. */
export function homeOf(path: string): string {
  const segments = path.split('/');
  const file = segments.at(-1) ?? '';
  return file === 'README.md' ? (segments.at(-2) ?? '') : file.replace(/\.md$/, '');
}
