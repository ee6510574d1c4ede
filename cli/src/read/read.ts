import pc from 'picocolors';
import { CliError, exitCode } from '../main/cli-error.ts';
import { hitsText, listText } from './list-text.ts';
import { type Page, render } from './render.ts';
import { search, suggest } from './search.ts';
import { allNames, findTopic, topics } from './topics.ts';

/** The options of `read`. */
export interface ReadOptions {
  readonly search?: string;
  readonly output: 'text' | 'json';
}

/**
 * Prints a topic, the hits of a search, or the list of topics.
 *
 * @throws CliError `nothing-selected` if nothing is found
 */
export async function read(name: string | undefined, { search: words, output }: ReadOptions): Promise<void> {
  const all = topics();
  if (name !== undefined && words !== undefined) {
    throw new CliError('usage', 'a topic and --search exclude each other', 'give only one of them');
  }
  if (words !== undefined) {
    const hits = search(words, all);
    if (hits.length === 0)
      throw await missing(`nothing matches ${JSON.stringify(words)}`, words, allNames(all));
    return print(output, { words, hits }, hitsText(words, hits, page()));
  }
  if (name === undefined) {
    const list = all.map(({ name, kind, summary }) => ({ name, kind, summary }));
    return print(output, { topics: list }, listText(all, page()));
  }
  const found = findTopic(name, all);
  if (found === undefined) throw await missing(`unknown name \`${name}\``, name, allNames(all));
  return print(output, found, render(found.markdown, page()));
}

async function missing(what: string, asked: string, names: readonly string[]): Promise<CliError> {
  const near = await suggest(asked, names);
  return new CliError(
    'nothing-selected',
    what,
    `did you mean ${near.join(', ')}? \`parsec-spec read\` lists all topics`,
    exitCode.nothingSelected,
  );
}

/** Lines of more than 100 characters are hard to read, so a wider terminal is not used fully. */
const page = (): Page => ({
  width: Math.max(40, Math.min(process.stdout.columns ?? 80, 100)),
  color: pc.isColorSupported,
});

function print(output: 'text' | 'json', json: object, text: string): void {
  process.stdout.write(output === 'json' ? `${JSON.stringify(json, null, 2)}\n` : text);
}
