import { MAX_QUERY } from '@parsec-spec/spec/search';
import type { Command } from 'commander';
import pc from 'picocolors';
import { outputOption } from '../main/arguments.ts';
import { CliError, exitCode } from '../main/cli-error.ts';
import { wrap } from '../main/wrap.ts';
import type { Page } from '../read/render.ts';
import type { Hit } from '../read/search.ts';
import type { Topic } from '../read/topics.ts';

const examples = `
Topics: a chapter, a command, an operation of administration, a certificate, a
  type, a requirement, a row or a section of the catalogue. Without a topic, all
  topics are listed.

Examples:
  parsec-spec read organization_bootstrap
  parsec-spec read transport --brief
  parsec-spec read BOOT-09
  parsec-spec read --search 'token twice'

Exit codes: 0 found, 2 wrong usage, 3 nothing found, 74 stdout cannot be
  written.
`;

/** Adds `read [TOPIC]`, which shows the specification in the terminal. */
export function register(program: Command): void {
  program
    .command('read')
    .description('read the specification: a chapter, a command, a type, a requirement')
    .argument('[topic]', 'what to read about')
    .option('--search <words>', `find passages with these words, ${MAX_QUERY} characters at most`)
    .option('--brief', 'leave out reasons and stories of the requirements')
    .addOption(outputOption())
    .addHelpText('after', examples)
    .action(async (topic: string | undefined, options) => {
      await read(topic, options);
    });
}

interface ReadOptions {
  readonly search?: string;
  readonly brief?: boolean;
  readonly output: 'text' | 'json';
}

/**
 * Prints a topic, the hits of a search, or the list of topics.
 *
 * @throws CliError `nothing-selected` if nothing is found
 */
async function read(name: string | undefined, options: ReadOptions): Promise<void> {
  const { search: words, brief, output } = options;
  const { allNames, findTopic, topics, withoutReasons } = await import('../read/topics.ts');
  const all = topics();
  if (name !== undefined && words !== undefined) {
    throw new CliError('usage', 'a topic and --search exclude each other', 'give only one of them');
  }
  if (name === undefined && brief)
    throw new CliError('usage', '--brief needs a topic', 'for example `parsec-spec read transport --brief`');
  if (words !== undefined && words.length > MAX_QUERY)
    throw new CliError(
      'usage',
      `--search takes at most ${MAX_QUERY} characters, got ${words.length}`,
      'give only the words that matter',
    );
  if (words !== undefined) {
    const { search } = await import('../read/search.ts');
    const hits = search(words, all);
    if (hits.length === 0) throw await missing(`no match for ${JSON.stringify(words)}`, words, allNames(all));
    return print(output, { words, hits }, hitsText(words, hits, page()));
  }
  if (name === undefined) {
    const list = all.map(({ name, kind, summary }) => ({ name, kind, summary }));
    return print(output, { topics: list }, listText(all, page()));
  }
  const found = findTopic(name, all);
  if (found === undefined) throw await missing(`unknown name \`${name}\``, name, allNames(all));
  const topic = brief ? withoutReasons(found) : found;
  const { render } = await import('../read/render.ts');
  return print(output, topic, render(topic.markdown, page()));
}

async function missing(what: string, asked: string, names: readonly string[]): Promise<CliError> {
  const { suggest } = await import('../read/search.ts');
  const near = await suggest(asked, names);
  const list = '`parsec-spec read` lists all topics';
  return new CliError(
    'nothing-selected',
    what,
    near.length === 0 ? list : `did you mean ${near.join(', ')}? ${list}`,
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

const headings: Readonly<Record<Topic['kind'], string>> = {
  overview: 'Overview',
  chapter: 'Chapters',
  type: 'Types',
  certificate: 'Certificates',
  operation: 'Administration',
  command: 'Commands',
};

/** Formats the list of all topics, grouped by kind, one line each. */
function listText(topics: readonly Topic[], { width }: Page): string {
  const widest = Math.max(...topics.map(({ name }) => name.length));
  const groups = Object.entries(headings).map(([kind, heading]) => {
    const lines = topics
      .filter((topic) => topic.kind === kind)
      .map(({ name, summary }) => cut(`  ${name.padEnd(widest)}  ${summary}`, width));
    return `${heading}\n${lines.join('\n')}`;
  });
  return `${groups.join('\n\n')}\n\nA requirement, a row or a section can be read too: parsec-spec read BOOT-09\n`;
}

const cut = (line: string, width: number): string =>
  line.length <= width ? line : `${line.slice(0, width - 1).trimEnd()}…`;

/** Formats the hits of a search, the best first. */
function hitsText(words: string, hits: readonly Hit[], { width, color }: Page): string {
  const { bold, dim } = pc.createColors(color);
  const blocks = hits.map(({ topic, kind, heading, excerpt }) => {
    const where = heading === topic ? '' : ` › ${heading}`;
    return `${bold(topic)}${where} ${dim(`(${kind})`)}\n${wrap(`    ${excerpt}`, width)}`;
  });
  const many = `${hits.length} passages match ${JSON.stringify(words)}`;
  return `${blocks.join('\n')}\n\n${dim(`${many}; parsec-spec read NAME shows the whole text.`)}\n`;
}
