import type { RequirementId, RequirementStory } from '@parsec-spec/spec/requirements';
import { parseStory } from '@parsec-spec/spec/stories';
import { nearMisses } from './near-misses.ts';

/** Another ADMIN and another device, who must not sign for Alice. */
const MEMBERS = 'alice enrols adam as ADMIN; alice adds phone; ';

/** The calls before the one that has a mistake, and that call. */
const honest = {
  organization_bootstrap: ['in second: create; ', 'in second: carl bootstraps'],
  user_create: [MEMBERS, 'alice enrols bob'],
  device_create: [MEMBERS, 'alice adds tablet'],
  user_update: [`${MEMBERS}alice enrols bob; `, 'alice makes bob ADMIN'],
  user_revoke: [`${MEMBERS}alice enrols bob; `, 'alice revokes bob'],
} as const;

/**
 * A story for each requirement that a mistake in a certificate breaks: each such mistake in turn, and then
 * the same call without it.
 */
export const mistakeStories: readonly {
  readonly id: RequirementId;
  readonly stories: readonly RequirementStory[];
}[] = Object.entries(honest).flatMap(([cmd, [before, call]]) => {
  // Of a mistake with two right answers a story could state only one.
  const rows = Object.entries(nearMisses[cmd as keyof typeof honest]).filter(
    ([, { also }]) => also === undefined,
  );
  return [...Map.groupBy(rows, ([, { requirement }]) => requirement)].map(([id, own]) => {
    const broken = own.map(([name, { status }]) => `${call}, but ${name} → ${status}; `);
    const text = `${before}${broken.join('')}${call}`;
    const place = id.startsWith(`${cmd}/`) ? '' : `-of-${cmd.replaceAll('_', '-')}`;
    return { id, stories: [{ case: `mistakes${place}`, text, ...parseStory(text) }] };
  });
});
