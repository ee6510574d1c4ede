import type { RequirementId, RequirementStory } from '@parsec-spec/spec/requirements';
import { parseStory } from '@parsec-spec/spec/stories';
import { cancelReasons } from '../vocabulary/actions/greeting.ts';
import { malformed, type Sender } from './malformations.ts';
import { nearMisses } from './near-misses.ts';

/** Another ADMIN and another device, who must not sign for Alice. */
const MEMBERS = 'alice enrols adam as ADMIN; alice adds phone; ';

/** The calls before the one that has a mistake, and that call. */
const certifying = {
  organization_bootstrap: ['in second: create; ', 'in second: carl bootstraps'],
  user_create: [MEMBERS, 'alice enrols bob'],
  device_create: [MEMBERS, 'alice adds tablet'],
  user_update: [`${MEMBERS}alice enrols bob; `, 'alice makes bob ADMIN'],
  user_revoke: [`${MEMBERS}alice enrols bob; `, 'alice revokes bob'],
} as const;

/** The calls before a change by the administration, that change, and a read that shows no effect of mistakes. */
const administrative = {
  user_freeze: ['alice enrols bob; ', 'freeze bob', 'list users; '],
  organization_update: [
    'update limit 7 with terms without outsiders archiving after s 77; ',
    'update limit 8',
    'read status; ',
  ],
  organization_create: ['', 'in second: create limit 8', 'in second: read status → 404; '],
} as const;

/**
 * Requests that a mistake of any request can have, by caller and place, with the answer without it. Adam has
 * not called before.
 */
const REQUESTS: readonly (readonly [Sender, place: string, call: string, answer?: string])[] = [
  ['device', '', 'adam asks'],
  ['device', 'tos', 'adam reads terms', ' → no_tos'],
  ['listener', '', 'adam listens on stream'],
  ['invitation', 'invited', 'claimer looks at zoe#1'],
];

/** Requirements of which all requests are judged by stories. */
const ALL_REQUESTS = /^authentication\//;

/** A mistake that breaks a requirement: its words, and the status of the refusal. */
interface Row {
  readonly id: RequirementId;
  readonly words: string;
  readonly status: string | number;
}

/** A requirement with stories. */
interface MistakeStories {
  readonly id: RequirementId;
  readonly stories: readonly RequirementStory[];
}

/** A story of a requirement: each mistake in turn, and then the same call without it. */
function storyOf(id: RequirementId, place: string, text: string): MistakeStories {
  const name = `mistakes${place === '' ? '' : `-of-${place.replaceAll('_', '-')}`}`;
  return { id, stories: [{ case: name, text, ...parseStory(text) }] };
}

/** Stories of one call, one for each requirement: its mistakes in turn, and then the call without any. */
const storiesOf = (
  rows: readonly Row[],
  cmd: string,
  [before, call, between = '']: readonly [before: string, call: string, between?: string],
): readonly MistakeStories[] =>
  [...Map.groupBy(rows, ({ id }) => id)].map(([id, own]) => {
    const broken = own.map(({ words, status }) => `${call.replace(/ →.*/, '')}, but ${words} → ${status}; `);
    return storyOf(id, id.startsWith(`${cmd}/`) ? '' : cmd, `${before}${broken.join('')}${between}${call}`);
  });

/** The mistakes of requests by which some command of the administration, or any device, is refused. */
const requestRows = (isMeant: (one: (typeof malformed)[number]) => boolean): readonly Row[] =>
  malformed
    .filter((one) => one.isKept !== true && one.also === undefined && isMeant(one))
    .map(({ rule, what, status }) => ({ id: rule, words: `${what} (${rule})`, status }));

const ofDevices = requestRows(
  ({ rule, callers }) => callers.includes('device') && rule.startsWith('authentication/'),
);

const inRequests = REQUESTS.flatMap(([caller, place, request, answer = '']) => {
  const rows = malformed.filter(({ rule, callers }) => ALL_REQUESTS.test(rule) && callers.includes(caller));
  return [...Map.groupBy(rows, ({ rule }) => rule)].map(([id, own]) => {
    const call = (nth: number) => (caller === 'listener' ? `${request} ${nth + 1}` : request);
    const broken = own.map(({ what, status, also, isKept }, nth) => {
      const refusal = also === undefined ? ` → ${status}` : '';
      return `${call(nth)}, but ${what} (${id})${isKept === true ? answer : refusal}; `;
    });
    return storyOf(
      id,
      place,
      `alice enrols adam; alice invites zoe; ${broken.join('')}${call(own.length)}${answer}`,
    );
  });
});

/** Stories of mistakes, by the requirement that these break. */
const mistakeStories: readonly MistakeStories[] = [
  ...inRequests,
  ...Object.entries(certifying).flatMap(([cmd, honest]) => {
    // Of a mistake with two right answers a story could state only one.
    const rows = Object.entries(nearMisses[cmd as keyof typeof certifying])
      .filter(([, { also }]) => also === undefined)
      .map(([words, { requirement, status }]) => ({ id: requirement, words, status }));
    return storiesOf(rows, cmd, honest);
  }),
  ...Object.entries(administrative).flatMap(([cmd, honest]) =>
    storiesOf(
      requestRows(
        ({ commands, callers }) => callers.includes('administration') && commands?.test(cmd) === true,
      ),
      cmd,
      honest,
    ),
  ),
  ...storiesOf(
    ofDevices.map((row) => ({ ...row, id: 'terms-of-service/other-refusals-still-apply' })),
    'tos_get',
    ['', 'alice reads terms → no_tos'],
  ),
];

/** Each side of a greeting, by the words of its calls. */
const sides = [
  ['claimer', ' with alice'],
  ['alice', ''],
] as const;

/** A story for each side of a greeting, which ends an attempt for each reason. */
const reasonStories = sides.map(([by, greeter]) => {
  const ends = cancelReasons.map(
    (reason, index) =>
      `${by} starts zoe#1${greeter}; ${by} ends attempt ${index + 1} at zoe#1${greeter} for ${reason}`,
  );
  const text = `alice invites zoe; alice listens; ${ends.join('; ')}`;
  return {
    id: 'events_listen/attempt-cancelled-event' as const,
    stories: [{ case: `every-reason-by-${by}`, text, ...parseStory(text) }],
  };
});

/** Stories that are made of tables. */
export const tableStories = [...mistakeStories, ...reasonStories];
