import { CodedError } from '../errors/index.ts';
import type { Requirement } from './requirement.ts';

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
const slug = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const row = /^([A-Z]+(?:-[A-Z]+)*)-\d{2}$/;
const shape =
  '- **<home>/<slug>** MUST|SHOULD|MAY <sentence>. (<ROW>, server|client|both)' +
  ' with " (not testable: <sentence>)" or " (superseded by <id>)" allowed at the end,' +
  ' or directly below such a line its reason, "  Why: <sentences>."';

/**
 * Parses the requirement lines under the `## Requirements` headings of one chapter or command
 * README. `home` is the folder, or the file name of the chapter without extension, with which every
 * id must begin. `file` is the name of the text in errors.
 * @throws {RequirementSyntaxError} for anything there but requirement lines, each with at most one
 * line `  Why: …` below it, blank lines and `###` headings.
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
    if (reason === undefined) parsed.push(parseLine(text, home, file, index + 1));
    else if (above?.line === index) parsed[parsed.length - 1] = { ...above, why: reason };
    else throw new RequirementSyntaxError(file, index + 1, 'a requirement line above its reason', text);
  }
  refuseTwins(parsed, file);
  return parsed;
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
