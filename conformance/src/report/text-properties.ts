import type { Story } from '../properties/story.ts';
import type { CounterexampleView, PropertiesFinished, ReplayedStory } from '../runner/run-events.ts';
import { terminalLine, WIDTH, wrap } from '../wire/terminal-text.ts';
import { plural, words } from './outcome-words.ts';
import type { Paint } from './paint.ts';
import { counterexampleLines, storyLines } from './story-lines.ts';
import { textExchange } from './text-finding.ts';

/** Counterexamples whose story is shown. */
const MAX_STORIES = 3;

/** Counterexamples that are named. */
const MAX_NAMED = 10;

/**
 * The counterexamples of generated lives, for a terminal.
 *
 * @param isBrief - name them only
 */
export function counterexampleBlocks(
  { counterexamples }: PropertiesFinished,
  paint: Paint,
  { verbose, isBrief }: { readonly verbose: boolean; readonly isBrief: boolean },
): string[] {
  const stories = verbose ? counterexamples.length : isBrief ? 0 : MAX_STORIES;
  const named = counterexamples.slice(stories, verbose ? undefined : MAX_NAMED);
  const more = counterexamples.length - stories - named.length;
  return [
    ...counterexamples.slice(0, stories).flatMap((one) => ['', ...block(one, paint, verbose)]),
    ...(named.length > 0 && !isBrief ? [''] : []),
    ...named.map((one) => `${headOf(one, paint)}: -v shows its story`),
    ...(more > 0 ? [`… and ${more} more counterexamples`] : []),
  ];
}

const headOf = ({ outcome, requirement }: CounterexampleView, paint: Paint): string =>
  `${paint.outcome(outcome, words[outcome])} ${paint.bold(requirement.id)} in a generated life`;

function block(one: CounterexampleView, paint: Paint, verbose: boolean): string[] {
  const { row, level, sentence } = one.requirement;
  return [
    headOf(one, paint),
    wrap(`  ${row} ${level} ${sentence}`, WIDTH, '  '),
    ...counterexampleLines(one).map((line) => wrap(`    ${terminalLine(line)}`, WIDTH, '       ')),
    ...(verbose
      ? textExchange(one.exchange)
          .split('\n')
          .map((line) => paint.dim(`    ${line}`))
      : []),
    ...(one.replay === null ? [] : [`  ${paint.dim('again'.padEnd(9))} ${terminalLine(one.replay)}`]),
  ];
}

/** Calls of an unfinished life that are shown: the last ones. */
const MAX_UNFINISHED = 8;

/** What the generated lives explored, or the replayed story showed, in lines. */
export function propertiesLines(properties: PropertiesFinished): string[] {
  const { replayed, unconfirmed, unanswered, unfinished, waived, hindrance } = properties;
  const remarks = [
    ...(waived.length > 0
      ? [
          `${plural(waived.length, 'requirement')} of the baseline ${waived.length === 1 ? 'was' : 'were'} not judged`,
        ]
      : []),
    ...(unanswered > 0 && replayed === undefined
      ? [`${plural(unanswered, 'life', 'lives')} ended because a call was not answered`]
      : []),
  ];
  return [
    ...(replayed === undefined ? exploredLines(properties) : replayedLines(properties, replayed)),
    ...(remarks.length > 0 && hindrance === undefined ? [`  ${remarks.join('; ')}`] : []),
    ...(replayed === undefined ? unconfirmed : []).map(
      ({ requirement, life }) =>
        `  life ${life} contradicted ${requirement}, and its story did not: this fails nothing`,
    ),
    ...(unfinished === undefined ? [] : ['  not answered, after these calls:', ...lastCalls(unfinished)]),
  ];
}

function exploredLines({
  lives,
  calls,
  durationMs,
  reached,
  unreached,
  seed,
  hindrance,
}: PropertiesFinished) {
  if (hindrance !== undefined) return [`no generated lives: ${terminalLine(hindrance)}`];
  const replies = reached.filter(({ status }) => typeof status === 'string').length;
  return [
    `${plural(lives, 'generated life', 'generated lives')} with ${plural(calls, 'call')} in ${(durationMs / 1000).toFixed(1)} s reached ${replies} of ${replies + unreached.length} replies, seed ${seed}`,
  ];
}

function replayedLines(
  { counterexamples, unconfirmed, hindrance }: PropertiesFinished,
  { requirement, calls, made }: ReplayedStory,
): readonly string[] {
  const result =
    hindrance ??
    (counterexamples.length > 0
      ? 'a counterexample'
      : unconfirmed.length > 0
        ? 'a counterexample that did not show again'
        : 'the model allows every answer');
  return [`the story of ${requirement}, ${made} of ${plural(calls, 'call')} made: ${terminalLine(result)}`];
}

function lastCalls(story: Story): readonly string[] {
  const lines = storyLines(story).map((line, index) => `    ${index + 1}. ${terminalLine(line)}`);
  const left = lines.length - MAX_UNFINISHED;
  return [...(left > 0 ? [`    … ${plural(left, 'earlier call')}`] : []), ...lines.slice(-MAX_UNFINISHED)];
}
