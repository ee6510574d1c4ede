import { distance } from 'fastest-levenshtein';
import { CodedError } from '../errors/index.ts';
import type { Story, StoryCall, StorySettings } from './story.ts';
import { forms, readCall, writeCall } from './words.ts';

/** A call of a story, and its answer if an author stated one: a status, or a number of HTTP. */
export type StoryLine = StoryCall & { readonly answer?: string | number };

/** A story whose answers are stated where they are not obvious. */
export interface AnsweredStory extends Story {
  readonly calls: readonly StoryLine[];
}

/** A text is not a story. The message names the words, and the nearest form. */
export class StorySyntaxError extends CodedError<'story-syntax'> {
  constructor(message: string) {
    super('story-syntax', message);
  }
}

const CREATED = /^created(?: with limit (\d{1,9}))?(?: (with a sequester authority))?$/;
const LINE = /^(?:in (second|twin): )?(.+?)(?:, but (.+?)(?: \(([a-z_-]+\/[a-z0-9-]+)\))?)?(?: → (\S+))?$/;

/** The longest call, in characters. */
const MAX_LINE = 300;

/** Commands whose calls may have a mistake in their certificates. */
const CERTIFYING: readonly string[] = [
  ...['organization_bootstrap', 'user_create', 'device_create', 'user_update', 'user_revoke'],
];

/** The words that stand for a call of each command of an ADMIN, or of the claimer who has the token `zoe#1`. */
const EVERYTHING = /^(\S+) tries everything(?: → (\d{3}))?$/;

/** A call of each command, with its answer unless it is refused. */
const CALLS_OF_ADMIN = [
  ...['asks', 'reads', 'lists invitations', 'lists frozen users', 'invites zoe', 'invites a device'],
  ...['cancels an unknown invitation → invitation_not_found', 'enrols dora', 'adds tablet'],
  ...['completes an unknown invitation → invitation_not_found', 'makes nobody OUTSIDER → user_not_found'],
  ...['revokes nobody → user_not_found', 'starts an unknown invitation → invitation_not_found'],
  'takes step 0 of an unknown attempt at an unknown invitation → greeting_attempt_not_found',
  'ends an unknown attempt at an unknown invitation for MANUALLY_CANCELLED → greeting_attempt_not_found',
];
const CALLS_ABOUT_TERMS = ['reads terms → no_tos', 'accepts terms 0 → no_tos'];
const CALLS_OF_CLAIMER = [
  ...['looks at zoe#1', 'starts zoe#1 with alice'],
  'takes step 0 of an unknown attempt at zoe#1 with alice → greeting_attempt_not_found',
  'ends an unknown attempt at zoe#1 with alice for MANUALLY_CANCELLED → greeting_attempt_not_found',
];

/** Who has terms to accept may read and accept them. */
const TERMS_PENDING = '463';

/**
 * Reads a story: calls, separated by `; `. The first one may be `created with limit 2`, the settings of the
 * organization that Alice has bootstrapped.
 *
 * @throws StorySyntaxError
 * @example
 * parseStory('alice enrols bob; bob enrols carl → author_not_allowed').calls.length // 2
 */
export function parseStory(text: string): AnsweredStory {
  const [first = '', ...rest] = text.split('; ');
  const created = CREATED.exec(first);
  const organization: StorySettings = {
    active_users_limit: created?.[1] === undefined ? null : Number(created[1]),
    ...(created?.[2] === undefined ? {} : { sequestered: true }),
  };
  const lines = created === null ? [first, ...rest] : rest;
  return { organization, calls: lines.flatMap(expand).map(parseLine) };
}

/** The calls that a line stands for. */
function expand(line: string): readonly string[] {
  const [, by, refusal] = EVERYTHING.exec(line) ?? [];
  if (by === undefined) return [line];
  // A second stream has a number of its own.
  const listening = `listens on stream ${refusal === undefined ? 8 : 9}`;
  const terms = refusal === TERMS_PENDING ? [] : CALLS_ABOUT_TERMS;
  const calls = by === 'claimer' ? CALLS_OF_CLAIMER : [...CALLS_OF_ADMIN, ...terms, listening];
  return calls.map(
    (call) => `${by} ${refusal === undefined ? call : call.replace(/( → .*)?$/, ` → ${refusal}`)}`,
  );
}

/** Writes a story as {@link parseStory} reads it, one call an item. */
export const storyLines = ({ organization, calls }: AnsweredStory): readonly string[] => [
  ...creationLines(organization),
  ...calls.map(lineOf),
];

/** Writes a story as {@link parseStory} reads it. */
export const storyText = (story: AnsweredStory): string => storyLines(story).join('; ');

function creationLines({ active_users_limit, sequestered }: StorySettings): readonly string[] {
  const limit = active_users_limit === null ? '' : ` with limit ${active_users_limit}`;
  const authority = sequestered === true ? ' with a sequester authority' : '';
  return limit + authority === '' ? [] : [`created${limit}${authority}`];
}

function parseLine(text: string): StoryLine {
  if (text.length > MAX_LINE)
    throw new StorySyntaxError(`expected a call of at most ${MAX_LINE} characters, found ${text.length}`);
  const [, organization, words = '', mistake, rule, answer] = LINE.exec(text) ?? [];
  const call = readCall(words);
  if (call === undefined)
    throw new StorySyntaxError(
      `expected a call, found \`${words || text}\`; the nearest is \`${nearest(words)}\``,
    );
  return {
    ...call,
    ...(organization === undefined ? {} : { in: organization }),
    ...(mistake === undefined ? {} : mistakeOf(call, mistake, rule)),
    ...(answer === undefined ? {} : { answer: /^\d+$/.test(answer) ? Number(answer) : answer }),
  } as StoryLine;
}

function mistakeOf({ cmd }: StoryCall, what: string, rule: string | undefined): object {
  if (rule !== undefined) return { malformed: { rule, what } };
  if (CERTIFYING.includes(cmd)) return { fault: what };
  throw new StorySyntaxError(`expected \`, but ${what} (RULE)\`: a mistake of ${cmd} names its rule`);
}

function lineOf({ answer, ...call }: StoryLine): string {
  const place = call.in === undefined ? '' : `in ${call.in}: `;
  const { malformed } = call;
  const fault = 'fault' in call && call.fault !== undefined ? `, but ${call.fault}` : '';
  const mistake = malformed === undefined ? fault : `, but ${malformed.what} (${malformed.rule})`;
  return `${place}${writeCall(call)}${mistake}${answer === undefined ? '' : ` → ${answer}`}`;
}

/** The form that is nearest to some words, by its own words. */
function nearest(words: string): string {
  const bare = (text: string) => text.replace(/\[[^\]]*\]/g, '').replace(/\{\w+(?:=([^}]*))?\}/g, '…$1');
  const [near = ''] = forms
    .map(([, form]) => form)
    .toSorted((left, right) => similarity(words, bare(right)) - similarity(words, bare(left)));
  return near;
}

/** How many words of a form are also in a text, misspelt ones for a part. */
const similarity = (text: string, form: string): number => {
  const own = text.split(' ');
  const words = form.split(' ').filter((word) => !word.startsWith('…'));
  const found = words.map((word) =>
    Math.max(...own.map((other) => 1 - distance(word, other) / Math.max(word.length, other.length))),
  );
  return found.reduce((sum, one) => sum + one ** 2, 0) / Math.max(1, words.length);
};
