import type { RequirementId, RequirementStory } from '@parsec-spec/spec/requirements';
import { parseStory } from '@parsec-spec/spec/stories';
import { malformed } from './malformations.ts';
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

/** A mistake that breaks a requirement: its words, and the status of the refusal. */
interface Row {
  readonly id: RequirementId;
  readonly words: string;
  readonly status: string | number;
}

/** Stories of one call, one for each requirement: its mistakes in turn, and then the call without any. */
const storiesOf = (
  rows: readonly Row[],
  cmd: string,
  [before, call, between = '']: readonly [before: string, call: string, between?: string],
): readonly { readonly id: RequirementId; readonly stories: readonly RequirementStory[] }[] =>
  [...Map.groupBy(rows, ({ id }) => id)].map(([id, own]) => {
    const broken = own.map(({ words, status }) => `${call.replace(/ →.*/, '')}, but ${words} → ${status}; `);
    const text = `${before}${broken.join('')}${between}${call}`;
    const place = id.startsWith(`${cmd}/`) ? '' : `-of-${cmd.replaceAll('_', '-')}`;
    return { id, stories: [{ case: `mistakes${place}`, text, ...parseStory(text) }] };
  });

/** The mistakes of requests by which some command of the administration, or any device, is refused. */
const requestRows = (isMeant: (one: (typeof malformed)[number]) => boolean): readonly Row[] =>
  malformed
    .filter((one) => one.isKept !== true && isMeant(one))
    .map(({ rule, what, status }) => ({ id: rule, words: `${what} (${rule})`, status }));

const ofDevices = requestRows(
  ({ rule, callers }) => callers.includes('device') && rule.startsWith('authentication/'),
);

/** Stories of mistakes, by the requirement that these break. */
export const mistakeStories = [
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
