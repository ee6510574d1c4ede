import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Notation } from '@parsec-spec/spec/notation';

/** An example of the prose, as spec/README.md says how it is written. */
export interface Example {
  readonly path: string;
  readonly line: number;
  readonly given: string;
  /** Name of the command or operation: its folder. */
  readonly name: string;
  readonly family: string | undefined;
  readonly request: Notation;
  readonly reply: Notation;
}

const root = join(import.meta.dirname, '..', '..', '..', 'spec');
const whole =
  /<!-- example: given=(\S+)(?: family=(\S+))? -->\n```json request\n([\s\S]*?)```\n```json reply\n([\s\S]*?)```/g;

/** Every example of the READMEs of commands and operations. Throws on one that is written otherwise. */
export const examples: readonly Example[] = globSync('{commands,administration}/**/README.md', { cwd: root })
  .map((path) => path.replaceAll('\\', '/'))
  .sort()
  .flatMap((path) => examplesIn(path, readFileSync(join(root, path), 'utf8')));

/** The preconditions that spec/README.md explains. */
export const preconditions: readonly string[] = [
  ...(/\| precondition \| state \|\n([\s\S]*?)\n\n/
    .exec(readFileSync(join(root, 'README.md'), 'utf8'))?.[1]
    ?.matchAll(/^\| `([a-z-]+)` \|/gm) ?? []),
].map(([, name]) => name ?? '');

/** The examples of one README. */
export function examplesIn(path: string, text: string): Example[] {
  const found = [...text.matchAll(whole)].map((match): Example => {
    const [, given = '', family, request = '', reply = ''] = match;
    const line = text.slice(0, match.index).split('\n').length;
    const folders = path.split('/');
    const own = folders[0] === 'commands' && folders.length === 4 ? folders[1] : undefined;
    return {
      path,
      line,
      given,
      name: folders.at(-2) ?? '',
      family: family ?? own,
      request: JSON.parse(request) as Notation,
      reply: JSON.parse(reply) as Notation,
    };
  });
  const parts = [...text.matchAll(/^<!-- example:|^```json (request|reply)$/gm)].length;
  if (parts !== 3 * found.length) {
    throw new Error(`${path}: an example is not a comment, a block \`json request\`, a block \`json reply\``);
  }
  return found;
}
