import { type Story, storyLines } from '@parsec-spec/spec/stories';
import type {
  Comparison,
  CounterexampleView,
  PropertiesFinished,
  ReplayedStory,
} from '../runner/run-events.ts';
import { plural, terminalLine, WIDTH, wrap } from '../wire/terminal-text.ts';
import { words } from './outcome-words.ts';
import type { Paint } from './paint.ts';
import { counterexampleLines, differenceLines } from './story-lines.ts';
import { pageLines, textExchange } from './text-finding.ts';

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
  {
    verbose,
    isBrief,
    site,
  }: { readonly verbose: boolean; readonly isBrief: boolean; readonly site?: string },
): string[] {
  const stories = verbose ? counterexamples.length : isBrief ? 0 : MAX_STORIES;
  const named = counterexamples.slice(stories, verbose ? undefined : MAX_NAMED);
  const more = counterexamples.length - stories - named.length;
  return [
    ...counterexamples.slice(0, stories).flatMap((one) => ['', ...block(one, paint, verbose, site)]),
    ...(named.length > 0 && !isBrief ? [''] : []),
    ...named.map((one) => `${headOf(one, paint)}: -v shows its story`),
    ...(more > 0 ? [`… and ${more} more counterexamples`] : []),
  ];
}

const headOf = ({ outcome, requirement, by }: CounterexampleView, paint: Paint): string =>
  `${paint.outcome(outcome, words[outcome])} ${paint.bold(requirement.id)} in a generated life${
    by === undefined ? '' : `, by ${SERVERS[by]}`
  }`;

/** The servers of a comparison, as reports call them. */
const SERVERS = { target: 'A', against: 'B', both: 'A and B' } as const;

/** Differences that are shown. */
const MAX_DIFFERENCES = 10;

/** The differences of two servers that the model allows, for a terminal. */
export function differenceBlocks({ against }: PropertiesFinished, paint: Paint, verbose: boolean): string[] {
  const { differences } = against ?? { differences: [] };
  const shown = verbose ? differences : differences.slice(0, MAX_DIFFERENCES);
  const more = differences.length - shown.length;
  return [
    ...shown.flatMap((one) => [
      '',
      `allowed difference in ${paint.bold(one.command)}`,
      ...differenceLines(one).map((line) => wrap(`    ${terminalLine(line)}`, WIDTH, '       ')),
    ]),
    ...(more > 0 ? ['', `… and ${more} more differences: -v shows them all`] : []),
  ];
}

function block(one: CounterexampleView, paint: Paint, verbose: boolean, site: string | undefined): string[] {
  const { id, row, level, sentence } = one.requirement;
  return [
    headOf(one, paint),
    wrap(`  ${row} ${level} ${sentence}`, WIDTH, '  '),
    ...pageLines(site, id),
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
  const { replayed, unconfirmed, unanswered, unfinished, waived, unserved, hindrance } = properties;
  const remarks = [
    ...(unserved === undefined ? [] : [`calls of \`${unserved.join('` and `')}\` were left out`]),
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
    ...(properties.against === undefined ? [] : [comparedLine(properties, properties.against)]),
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

/** How many differences there are, and how many of them the model allows. */
function comparedLine({ counterexamples }: PropertiesFinished, { differences }: Comparison): string {
  const forbidden = counterexamples.length;
  if (differences.length + forbidden === 0) return '  A and B answered each call alike';
  return `  A and B: ${plural(differences.length, 'kind of difference', 'kinds of difference')} that the model allows, ${plural(forbidden, 'answer')} that it does not`;
}

function replayedLines(
  { counterexamples, unconfirmed, hindrance }: PropertiesFinished,
  { calls, made }: ReplayedStory,
): readonly string[] {
  const result =
    hindrance ??
    (counterexamples.length > 0
      ? 'a counterexample'
      : unconfirmed.length > 0
        ? 'a counterexample that did not show again'
        : 'the model allows every answer');
  return [`the story, ${made} of ${plural(calls, 'call')} made: ${terminalLine(result)}`];
}

function lastCalls(story: Story): readonly string[] {
  const lines = storyLines(story).map((line, index) => `    ${index + 1}. ${terminalLine(line)}`);
  const left = lines.length - MAX_UNFINISHED;
  return [...(left > 0 ? [`    … ${plural(left, 'earlier call')}`] : []), ...lines.slice(-MAX_UNFINISHED)];
}
