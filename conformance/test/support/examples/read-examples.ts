import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Notation } from '@parsec-spec/spec/notation';

/** One exchange of an example: the request, the reply, and the event that a listener receives. */
export interface Turn {
  readonly line: number;
  /** The sender: a name of the cast. */
  readonly by: string;
  /** Set when the command exists in several families. */
  readonly family: string | undefined;
  readonly request?: Notation;
  readonly reply?: Notation;
  readonly events: readonly Notation[];
}

/**
 * An example in the notation of docs/write-requirements-and-examples.md: exchanges with one server that
 * starts in a known state.
 */
export interface Example {
  readonly path: string;
  readonly line: number;
  readonly given: string;
  readonly turns: readonly Turn[];
}

const root = join(import.meta.dirname, '..', '..', '..', '..', 'spec');
const comment = /^<!-- example: (?:given=([a-z-]+)|then)(?: by=([a-z]+))?(?: family=([a-z_]+))? -->\n/;
const block = /^\n?```json (request|reply|event)\n([\s\S]*?)```\n/;

/** Every example of commands, operations and chapters. Throws on one in another notation. */
export const examples: readonly Example[] = globSync('{commands,administration,protocol}/**/*.md', {
  cwd: root,
})
  .map((path) => path.replaceAll('\\', '/'))
  .sort()
  .flatMap((path) => examplesIn(path, readFileSync(join(root, path), 'utf8')));

/** The preconditions that docs/write-requirements-and-examples.md explains. */
export const preconditions: readonly string[] = [
  ...(/\| precondition \| state \|\n([\s\S]*?)\n\n/
    .exec(readFileSync(join(root, '..', 'docs', 'write-requirements-and-examples.md'), 'utf8'))?.[1]
    ?.matchAll(/^\| `([a-z-]+)` \|/gm) ?? []),
].map(([, name]) => name ?? '');

/** The text of a chapter. */
export const chapterText = (name: string): string =>
  readFileSync(join(root, 'protocol', `${name}.md`), 'utf8');

/** The examples of one file. */
export function examplesIn(path: string, text: string): Example[] {
  const found: { path: string; line: number; given: string; turns: Turn[] }[] = [];
  let parts = 0;
  for (const { index } of text.matchAll(/^<!-- example:/gm)) {
    const line = text.slice(0, index).split('\n').length;
    const { given, turn, blocks } = turnAt(path, line, text.slice(index));
    parts += 1 + blocks;
    if (given !== undefined) found.push({ path, line, given, turns: [turn] });
    else if (found.length > 0) found.at(-1)?.turns.push(turn);
    else throw new Error(`${path}:${line}: no example precedes \`then\``);
  }
  const written = [...text.matchAll(/^<!-- example:|^```json (request|reply|event)$/gm)].length;
  if (written !== parts) throw new Error(`${path}: a block of an example does not follow its comment`);
  return found;
}

function turnAt(path: string, line: number, text: string) {
  const [opening, given, by = 'alice', family] = comment.exec(text) ?? [];
  if (opening === undefined) throw new Error(`${path}:${line}: not a comment of an example`);
  const blocks: { kind: string; content: Notation }[] = [];
  let rest = text.slice(opening.length);
  for (let match = block.exec(rest); match !== null; match = block.exec(rest)) {
    blocks.push({ kind: match[1] ?? '', content: JSON.parse(match[2] ?? '') as Notation });
    rest = rest.slice(match[0].length);
  }
  const kinds = blocks.map(({ kind }) => kind).join(' ');
  if (!/^(request reply( event)*|event( event)*)$/.test(kinds))
    throw new Error(`${path}:${line}: an example is a request and its reply, then events, or events alone`);
  const asked = kinds.startsWith('request');
  const turn: Turn = {
    line,
    by,
    family,
    ...(asked ? { request: blocks[0]?.content ?? null, reply: blocks[1]?.content ?? null } : {}),
    events: blocks.slice(asked ? 2 : 0).map(({ content }) => content),
  };
  return { given, turn, blocks: blocks.length };
}
