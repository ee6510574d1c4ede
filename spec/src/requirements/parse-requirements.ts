import { CodedError } from '../errors/index.ts';
import { parseStory, StorySyntaxError } from '../stories/index.ts';
import type { Requirement, RequirementStory } from './requirement.ts';

/** A requirement with its position in a text. */
export interface ParsedRequirement extends Requirement {
  /** Line of the text, counted from 1. */
  readonly line: number;
}

/**
 * A line under `## Requirements` is not a requirement line. The message names file, line, the
 * expected form and the text found.
 */
export class RequirementSyntaxError extends CodedError<'requirement-syntax'> {
  readonly file: string;
  readonly line: number;

  constructor(file: string, line: number, expected: string, found: string) {
    super('requirement-syntax', `${file}:${line}: expected ${expected}; found: ${found.slice(0, 200)}`);
    this.file = file;
    this.line = line;
  }
}

const heading = /^##\s+Requirements\s*$/;
const fence = /^\s*(```|~~~)/;
const line =
  /^- \*\*([^*]+)\*\* (\S+) (.+)\. \(([^(),]+), ([^(),]+)\)(?: \(not testable: ([^()]+?)\.?\)| \(superseded by ([^()]+)\))?$/;
const why = /^ {2}Why: (\S.*\.)$/;
const story = /^ {2}Story(?: \(([a-z0-9]+(?: [a-z0-9]+)*)\))?: `([^`]+)`$/;
const slug = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const row = /^([A-Z]+(?:-[A-Z]+)*)-\d{2}$/;
const shape =
  '- **<home>/<slug>** MUST|SHOULD|MAY <sentence>. (<ROW>, server|client|both)' +
  ' with " (not testable: <sentence>)" or " (superseded by <id>)" allowed at the end,' +
  ' or directly below such a line its reason, "  Why: <sentences>."';
const storyShape = '"  Story: `<calls>`" or "  Story (<case>): `<calls>`" below a requirement line';

/** The longest story of a README, in characters, and the most calls that it has. */
const MAX_STORY_LENGTH = 200;
const MAX_STORY_CALLS = 8;

/**
 * Parses the requirement lines under the `## Requirements` headings of one chapter or command
 * README. `home` is the folder, or the file name of the chapter without extension, with which every
 * id must begin. `file` is the name of the text in errors.
 * @throws {RequirementSyntaxError} for anything there but requirement lines, each with at most one
 * line `  Why: …` and lines `  Story: …` below it, blank lines and `###` headings.
 */
export function parseRequirements(markdown: string, home: string, file: string = home): ParsedRequirement[] {
  const parsed: ParsedRequirement[] = [];
  let inside = false;
  let inFence = false;
  for (const [index, text] of markdown.split(/\r?\n/).entries()) {
    if (!inside && fence.test(text)) inFence = !inFence;
    if (inFence) continue;
    if (/^##?\s/.test(text)) {
      inside = heading.test(text);
      continue;
    }
    const stray = /^- \*\*[^*\s]+\/[^*\s]*\*\* /.test(text);
    if (!inside && stray) {
      throw new RequirementSyntaxError(
        file,
        index + 1,
        'a requirement line under a "## Requirements" heading',
        text,
      );
    }
    if (!inside || text.trim() === '' || /^###\s/.test(text)) continue;
    const reason = why.exec(text)?.[1];
    const above = parsed.at(-1);
    if (/^ {2}Story\b/.test(text)) {
      const expected = (what: string) => new RequirementSyntaxError(file, index + 1, what, text);
      if (above === undefined) throw expected(storyShape);
      const stories = [...(above.stories ?? []), parseStoryLine(text, expected)];
      if (new Set(stories.map((one) => one.case)).size < stories.length)
        throw expected('a case of its own, as in "  Story (after a freeze): …"');
      parsed[parsed.length - 1] = { ...above, stories };
    } else if (reason === undefined) parsed.push(parseLine(text, home, file, index + 1));
    else if (above?.line === index) parsed[parsed.length - 1] = { ...above, why: reason };
    else throw new RequirementSyntaxError(file, index + 1, 'a requirement line above its reason', text);
  }
  refuseTwins(parsed, file);
  return parsed;
}

function parseStoryLine(text: string, expected: (what: string) => RequirementSyntaxError): RequirementStory {
  const [, name, words] = story.exec(text) ?? [];
  if (words === undefined) throw expected(storyShape);
  if (words.length > MAX_STORY_LENGTH)
    throw expected(`a story of at most ${MAX_STORY_LENGTH} characters (this one has ${words.length})`);
  try {
    const parsed = parseStory(words);
    const { length } = words.split('; ');
    if (length > MAX_STORY_CALLS)
      throw expected(`a story of at most ${MAX_STORY_CALLS} calls (this one has ${length})`);
    const own = name === undefined ? {} : { case: name.replaceAll(' ', '-') };
    return { ...own, text: words, ...parsed };
  } catch (error) {
    throw error instanceof StorySyntaxError ? expected(error.message.replace('expected ', '')) : error;
  }
}

function parseLine(text: string, home: string, file: string, number: number): ParsedRequirement {
  const expected = (what: string) => new RequirementSyntaxError(file, number, what, text);
  const parts = line.exec(text);
  if (!parts) throw expected(shape);
  const [, id = '', level = '', sentence = '', rowId = '', underTest = '', reason, supersededBy] = parts;
  const [first, second, ...more] = id.split('/');
  if (first !== home || second === undefined || more.length > 0 || !slug.test(second)) {
    throw expected(`an id of the form "${home}/<lower-case-words-with-dashes>"`);
  }
  if (level !== 'MUST' && level !== 'SHOULD' && level !== 'MAY')
    throw expected('the level MUST, SHOULD or MAY');
  if (!/^[a-z`]/.test(sentence)) {
    throw expected('a sentence that follows the level in lower case (no NOT: say what to do instead)');
  }
  const section = row.exec(rowId)?.[1];
  if (section === undefined) throw expected('a row such as BOOT-09');
  if (underTest !== 'server' && underTest !== 'client' && underTest !== 'both') {
    throw expected('one of server, client, both after the row');
  }
  if (supersededBy !== undefined && !/^[a-z_-]+\/[a-z0-9-]+$/.test(supersededBy)) {
    throw expected('the id of the successor after "superseded by"');
  }
  return {
    id,
    row: rowId,
    section,
    level,
    underTest,
    sentence: `${sentence}.`,
    testable: reason === undefined,
    ...(reason === undefined ? {} : { reason: `${reason}.` }),
    ...(supersededBy === undefined ? {} : { supersededBy }),
    line: number,
  };
}

function refuseTwins(found: readonly ParsedRequirement[], file: string): void {
  const lineOf = new Map<string, number>();
  for (const { id, line: number } of found) {
    const earlier = lineOf.get(id);
    if (earlier !== undefined) {
      throw new RequirementSyntaxError(file, number, `an id used once (${id} is on line ${earlier} too)`, id);
    }
    lineOf.set(id, number);
  }
}
