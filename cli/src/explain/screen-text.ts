import { type RecordedExample, titleOfRun } from '@parsec-spec/conformance/recorded';
import type { SourceLine } from '@parsec-spec/conformance/source-locations';
import { sections } from '@parsec-spec/spec/requirements';
import { locationText } from '../main/source-locations.ts';
import { wrap } from '../main/wrap.ts';
import type { ExplainedCheck, Explanation, Found } from './explanation.ts';

/** Width of the column of headings. */
const MARGIN = 10;

/**
 * Formats a requirement for a screen of 40 lines: its sentence, its reason, a request with the
 * wrong fields marked, the expected answer, the recorded answer of parsec-cloud, and where check,
 * guard or rule and mutant are.
 *
 * @param width columns of the screen
 * @param title the name that was asked for, if it is that of a check
 */
export function screenText(explanation: Explanation, width: number, title?: string): string {
  const { requirement, page, checks, example, guards, clientRules } = explanation;
  const { id, row, section, why, testable, reason, supersededBy, stories = [] } = requirement;
  const check = checks.find((own) => own.id === example?.check) ?? checks[0];
  const { name: sectionName = section, purpose = '' } = sections[section] ?? {};
  const part = (heading: string, lines: readonly string[]): readonly string[] =>
    underHeading(heading, lines, width);
  const blocks = [
    [
      ...(title === undefined || title === id ? [] : [title]),
      id,
      ...wrap(`${sentenceOf(explanation)} (${row}, ${sectionName})`, width).split('\n'),
      ...(page === undefined ? [] : [page]),
      ...(supersededBy === undefined ? [] : [`Superseded by ${supersededBy}.`]),
    ],
    part('Why', [why ?? check?.why ?? purpose]),
    part(
      'Story',
      stories.slice(0, 1).map(({ text }) => text),
    ),
    testable ? [] : part('Untested', [reason ?? '']),
    [
      ...(example === undefined ? [] : exampleLines(example, part)),
      ...(check === undefined ? [] : part('Answered', [answeredText(check, example?.label, checks)])),
    ],
    [
      ...part('Check', checkPlaces(checks, check, testable)),
      ...part('Guard', places(guards)),
      ...part('Rule', places(clientRules)),
      ...part('Mutant', mutantPlaces(explanation)),
    ],
    ['--full shows every story, check, guard, rule, mutant and byte.'],
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

type Part = (heading: string, lines: readonly string[]) => readonly string[];

/** Wraps lines beside a heading. A word that is too long for that gets a line of its own. */
function underHeading(heading: string, lines: readonly string[], width: number): readonly string[] {
  const rows = lines.flatMap((line) => wrap(line, width - MARGIN).split('\n'));
  return rows.flatMap((row, index) => {
    const own = index === 0 ? heading : '';
    return row.length > width - MARGIN
      ? [...(own === '' ? [] : [own]), row]
      : [`${own.padEnd(MARGIN)}${row}`];
  });
}

function exampleLines({ label, lines, expected, valid }: RecordedExample, part: Part): readonly string[] {
  const isMarked = lines.some((line) => line.startsWith('!'));
  return [
    ...part('Request', [`${label ?? 'as the check sends it'}${isMarked ? ' (! marks the mistake)' : ''}`]),
    ...lines.map((line) => `  ${line}`),
    ...part('Expected', [`${expected}${valid === undefined ? '' : `; the valid request: ${valid}`}`]),
  ];
}

function checkPlaces(
  checks: readonly ExplainedCheck[],
  shown: ExplainedCheck | undefined,
  testable: boolean,
): readonly string[] {
  if (shown === undefined) return testable ? ['none yet'] : [];
  const needs = shown.needs.length === 0 ? [] : [`needs ${shown.needs.join(', ')}`];
  const id = shown.id.includes('#') ? [shown.id] : [];
  return [...id, ...places([shown, ...checks.filter((own) => own !== shown)]), ...needs];
}

const mutantPlaces = ({ guards, clientRules, mutants }: Explanation): readonly string[] => [
  ...omissions({ guards, clientRules }),
  ...places(mutants),
];

const SELF_TEST = 'conformance/test/self-test';

/** The mutants that the self-test makes of guards and rules. */
export const omissions = ({
  guards,
  clientRules,
}: Pick<Explanation, 'guards' | 'clientRules'>): readonly string[] => [
  ...(guards.length > 0 ? [`the guard above, omitted (${SELF_TEST}/mutants.test.ts)`] : []),
  ...(clientRules.length > 0 ? [`the rule above, omitted (${SELF_TEST}/mutant-clients.test.ts)`] : []),
];

/** The first place, and how many more there are. */
function places(all: readonly Partial<SourceLine>[]): readonly string[] {
  const [{ file, line } = {}, ...others] = all;
  if (file === undefined || line === undefined) return [];
  const more = others.length === 0 ? [] : [`and ${others.length} more`];
  return [locationText({ file, line }), ...more];
}

/** Longest answer of parsec-cloud, in characters. */
const MAX_ANSWER = 240;

/** The answer of parsec-cloud to the request that is shown, and whether it keeps the rule. */
function answeredText(
  { id, kind, parsecCloud, reference }: ExplainedCheck,
  label = 'broken',
  checks: readonly ExplainedCheck[],
): string {
  if (kind === 'client')
    return `by clients: \`parsec-spec validate client:reference\` tries one${reference === undefined ? '' : `; recorded: ${reference.outcome}`}`;
  const server = titleOfRun(parsecCloud?.run ?? 'parsec-cloud');
  if (parsecCloud === undefined) return `by ${server}: not recorded`;
  const { answers, observed } = parsecCloud;
  const own = answers.find((text) => text.startsWith(`${label} → `))?.slice(label.length + 3);
  const others = checks.filter((check) => check.id !== id && check.parsecCloud?.observed !== undefined);
  const but = others.length === 0 ? '' : `, but not in ${others.length} of its other checks`;
  const verdict = observed === undefined ? `which keeps the rule${but}` : 'which does not keep the rule';
  const answer = (observed ?? own ?? '').slice(0, MAX_ANSWER);
  return `by ${server}, ${verdict}${answer === '' ? '' : `: ${answer}`}`;
}

/** The sentence of a requirement, with its subject. */
export function sentenceOf({ requirement }: Pick<Explanation, 'requirement'>): string {
  const { underTest, level, sentence } = requirement;
  const party = underTest === 'both' ? 'A server and a client' : `A ${underTest}`;
  return `${party} ${level} ${sentence}`;
}

/** Formats several requirements: each with its sentence and its reason. */
export function listText({ kind, name, section, explanations }: Found, width: number): string {
  const title = section === undefined ? name : `${name}  ${section.name}`;
  const blocks = explanations.map((explanation) => {
    const { id, row, why, supersededBy } = explanation.requirement;
    return [
      `${row}  ${id}`,
      wrap(`  ${sentenceOf(explanation)}`, width),
      ...(explanation.page === undefined ? [] : [`  ${explanation.page}`]),
      ...(supersededBy === undefined ? [] : [`  Superseded by ${supersededBy}.`]),
      ...(why === undefined ? [] : [wrap(`  Why: ${why}`, width)]),
    ].join('\n');
  });
  const [first] = explanations;
  const end = `One of them with a request: parsec-spec explain ${first?.requirement.id}`;
  const read = kind === 'command' ? `\nThe whole text: parsec-spec read ${name}` : '';
  return [
    title,
    ...(section === undefined ? [] : [wrap(section.purpose, width)]),
    ...blocks,
    `${end}${read}`,
  ].join('\n\n');
}
