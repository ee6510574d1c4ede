import { isDeepStrictEqual } from 'node:util';
import { deviceWords, type Story, storyLines } from '@parsec-spec/spec/stories';
import type { OrganizationOutcome } from '../model/calls.ts';
import { describeOutcome, itemText } from '../model/describe.ts';
import type { CounterexampleView, DifferenceView } from '../runner/run-events.ts';

/** A counterexample as lines of plain text: the story, the answer, and what the rules allow. */
export const counterexampleLines = ({
  story,
  isUnshrunk,
  asked,
  observed,
  allowed,
  by,
  other,
}: CounterexampleView): readonly string[] => [
  ...numbered(story),
  `=> ${asked === undefined ? '' : askedLine(asked)}${answered(by, apart(observed, allowed), other)}; the rules allow ${formatted(allowed.map((one) => apart(one, [observed])))}`,
  ...(isUnshrunk === undefined ? [] : ['Time was up before this story was shrunk to the end.']),
];

/** A difference of two servers that the model allows, as lines of plain text. */
export const differenceLines = ({
  story,
  observed,
  other,
  allowed,
  knownBreach,
}: DifferenceView): readonly string[] => [
  ...numbered(story),
  `=> ${answered('target', observed, other)}; the model allows ${formatted(allowed)}${
    knownBreach === undefined ? '' : `, and a baseline expects the breach of ${knownBreach}`
  }`,
];

const numbered = (story: Story): readonly string[] =>
  storyLines(story).map((line, index) => `${index + 1}. ${line}`);

const ASKS: Readonly<Partial<Record<string, string>>> = {
  events_listen: 'listens',
};

/** Who asked for the effect of a story, and how. */
const askedLine = ({ command, device: label }: NonNullable<CounterexampleView['asked']>): string =>
  `${label === undefined ? 'claimer' : deviceWords(label)} ${ASKS[command] ?? `calls ${command}`}: `;

/** Who answered what. With two servers, A is the target. */
function answered(
  by: CounterexampleView['by'],
  observed: OrganizationOutcome,
  other: OrganizationOutcome | undefined,
): string {
  if (by === undefined || other === undefined) return `answered ${formatted([observed])}`;
  const [one, another] = by === 'against' ? ['B', 'A'] : ['A', 'B'];
  return `${one} answered ${formatted([observed])}, ${another} answered ${formatted([other])}`;
}

/**
 * An outcome whose lists show, after `…`, only the items that another outcome lacks. A list that is the same
 * in all outcomes is left out. One that lacks no item or has more than three such items stays whole.
 */
function apart(outcome: OrganizationOutcome, others: readonly OrganizationOutcome[]): OrganizationOutcome {
  const fields = Object.entries(outcome).flatMap(([field, value]) => {
    if (!Array.isArray(value)) return [[field, value]];
    const lists = others.map((other) => new Map(Object.entries(other)).get(field));
    if (lists.every((list) => isDeepStrictEqual(list, value))) return [];
    const own = value.filter((item) =>
      lists.some((list = []) => !list.map(itemText).includes(itemText(item))),
    );
    const isBrief = own.length > 0 && own.length <= 3 && own.length < value.length;
    return [[field, isBrief ? ['…', ...own] : value]];
  });
  return Object.fromEntries(fields);
}

const formatted = (outcomes: readonly OrganizationOutcome[]): string =>
  outcomes
    .map(describeOutcome)
    .map((text) => text.replace(/^HTTP (\d+)/, (http, code) => `${http}${REFUSALS[code] ?? ''}`))
    .join(' or ');

/** What the refusals of the protocol's own HTTP statuses mean. */
const REFUSALS: Readonly<Partial<Record<string, string>>> = {
  460: ' (organization expired)',
  461: ' (user revoked)',
  462: ' (user frozen)',
  463: ' (terms not accepted)',
};
