import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRequirements } from '../src/requirements/parse-requirements.ts';
import type { Requirement } from '../src/requirements/requirement.ts';
import { PEOPLE, peopleIn, type StoryLine } from '../src/stories/index.ts';
import type { CommandFolder } from './named-schema.ts';
import { homeOf, SourceError, sourcePaths } from './source-files.ts';

/**
 * Every requirement line of every README and chapter, in reading order.
 *
 * @throws SourceError for an id that is used twice, and for a story with an unknown person or an answer
 *   that the command does not have
 */
export function readRequirements(root: string, commands: readonly CommandFolder[]): Requirement[] {
  const files = [
    'protocol/*.md',
    'types/README.md',
    'certificates/*/README.md',
    'administration/*/README.md',
    'commands/**/README.md',
  ];
  const paths = files.flatMap((pattern) => sourcePaths(root, pattern));
  const lines = paths.flatMap((path) =>
    parseRequirements(readFileSync(join(root, path), 'utf8'), homeOf(path), `spec/${path}`).map((read) => ({
      ...read,
      place: `spec/${path}:${read.line}`,
    })),
  );
  const places = new Map<string, string>();
  for (const { id, place } of lines) {
    const first = places.get(id);
    if (first !== undefined) throw new SourceError(`${place}: the requirement ${id} is already at ${first}`);
    places.set(id, place);
  }
  const statuses = new Map(commands.map(({ name, statuses }) => [name, statuses]));
  for (const { place, stories = [] } of lines)
    for (const { text, calls } of stories)
      for (const call of calls) {
        const wrong = wrongPerson(call) ?? wrongAnswer(call, statuses.get(commandOf(call)));
        if (wrong !== undefined) throw new SourceError(`${place}: the story \`${text}\`: ${wrong}`);
      }
  return lines.map(({ line: _line, place: _place, ...published }) => published);
}

function wrongPerson(call: StoryLine): string | undefined {
  const stranger = peopleIn(call).find((name) => !PEOPLE.includes(name));
  return stranger === undefined ? undefined : `expected one of ${PEOPLE.join(', ')}, found ${stranger}`;
}

/** HTTP statuses of refusals, and of what the administration was served. */
const HTTP = [200, 400, 401, 403, 404, 406, 410, 413, 415, 422, 460, 461, 462, 463, 498];

/** @param statuses - those of the reply; undefined: the call has no reply with a status */
function wrongAnswer({ answer }: StoryLine, statuses: readonly string[] = []): string | undefined {
  if (answer === undefined || statuses.includes(String(answer)) || HTTP.includes(Number(answer)))
    return undefined;
  return `expected an answer of the command (${[...statuses, 'a number of HTTP'].join(', ')}), found ${answer}`;
}

/** The command of a call. */
function commandOf(call: StoryLine): string {
  const { cmd } = call;
  if (!cmd.startsWith('greeting_')) return cmd;
  const side = 'by' in call && call.by !== undefined ? 'greeter' : 'claimer';
  const move = cmd.slice('greeting_'.length);
  return `invite_${side}_${move === 'step' ? move : `${move}_greeting_attempt`}`;
}

/** Emits the list as a module, typed by a union of all ids. */
export function emitRequirements(requirements: readonly Requirement[]): string {
  return [
    "import type { Requirement } from '../requirements/requirement.ts';",
    '',
    '/** Every requirement id. Permanent: a retired one stays listed with its successor. */',
    'export type RequirementId =',
    ...requirements.map(({ id }) => `  | '${id}'`),
    '  ;',
    '',
    '/** Every requirement line of the specification, in reading order. */',
    'export const requirements: readonly (Requirement & { readonly id: RequirementId })[] = [',
    ...requirements.map((requirement) => `  ${JSON.stringify(requirement)},`),
    '];',
    '',
  ].join('\n');
}
