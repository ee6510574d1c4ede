import { type RequirementId, requirements } from '@parsec-spec/spec/requirements';
import {
  parseStory,
  type Story,
  type StoryLine,
  StorySyntaxError,
  storyLines,
} from '@parsec-spec/spec/stories';
import { TargetError } from '../targets/target.ts';
import { plural, terminalLine } from '../wire/terminal-text.ts';
import { mistakeOf } from './malformed-requests.ts';
import { nearMisses } from './near-misses.ts';

/** A story that is played again. */
export interface ReplayedStory extends Story {
  /** Requirements that the server was known to break. */
  readonly waived: readonly RequirementId[];
}

/** Largest story that is read, in bytes. */
export const MAX_STORY_BYTES = 1_048_576;

/** Most calls of a story. */
const MAX_CALLS = 1000;

/** The first line of a story whose server breaks other requirements, too. */
const WAIVING = /^waiving (\S+(?:, \S+)*)$/;

/** The lines of a story as {@link readStory} reads them. */
export const replayLines = (
  story: Story,
  { waived }: { readonly waived: readonly string[] },
): readonly string[] => [
  ...(waived.length === 0 ? [] : [`waiving ${waived.join(', ')}`]),
  ...storyLines(story),
];

/**
 * Reads a story: calls, separated by `; ` or by line breaks. A line that begins with `#` is a comment.
 * Answers that it states are left out, because the model judges each answer.
 *
 * @param name - names the story in error messages
 * @throws TargetError (`usage`) that names the call and what was expected
 */
export function readStory(text: string, name: string): ReplayedStory {
  const wrong = (what: string) =>
    new TargetError(
      'usage',
      `${name}: ${terminalLine(what)}`,
      'docs/write-a-story.md names the words of a story; `validate --record` writes one as STORY.txt',
    );
  const lines = text
    .split(/\r?\n|; /)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  if (lines.length > MAX_CALLS)
    throw wrong(`expected at most ${MAX_CALLS} calls, found ${plural(lines.length, 'line')}`);
  const waived = WAIVING.exec(lines[0] ?? '')?.[1]?.split(', ') ?? [];
  const unknown = waived.find((id) => !requirementIds.has(id));
  if (unknown !== undefined) throw wrong(`expected the id of a requirement, found ${unknown}`);
  const calls = waived.length === 0 ? lines : lines.slice(1);
  if (calls.length === 0) throw wrong('expected a call, found none');
  try {
    const story = parseStory(calls.join('; '));
    for (const call of story.calls) expectKnownMistake(call);
    return {
      organization: story.organization,
      calls: story.calls.map(({ answer: _, ...call }) => call),
      waived: waived as readonly RequirementId[],
    };
  } catch (error) {
    throw error instanceof StorySyntaxError ? wrong(error.message) : error;
  }
}

const requirementIds: ReadonlySet<string> = new Set(requirements.map(({ id }) => id));

/** Longest name of a mistake in an error message, in characters. */
const MAX_SHOWN = 60;

function expectKnownMistake(call: StoryLine): void {
  const expected = (what: string, found: string) =>
    new StorySyntaxError(`expected a known mistake of ${what}, found \`${found.slice(0, MAX_SHOWN)}\``);
  if ('fault' in call && call.fault !== undefined && !Object.hasOwn(nearMisses[call.cmd], call.fault))
    throw expected(call.cmd, call.fault);
  if (call.malformed !== undefined && mistakeOf(call.malformed) === undefined)
    throw expected('a request', `${call.malformed.what} (${call.malformed.rule})`);
}
