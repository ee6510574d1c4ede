import { families } from '@parsec-spec/spec/commands';
import type { ServedFamily } from '../targets/capabilities.ts';
import type { Check } from './check.ts';

/** Prefixes of requirements that concern no single command, but one family. */
const topics: Readonly<Record<string, readonly ServedFamily[]>> = { 'terms-of-service': ['tos'] };

/**
 * The families of which at least one must be served for a requirement; none for a requirement of
 * all families.
 */
function familiesOf(requirement: string): readonly ServedFamily[] {
  const [subject = ''] = requirement.split('/');
  const those = Object.entries(families).filter(([, { commands }]) =>
    (commands as readonly string[]).includes(subject),
  );
  return topics[subject] ?? those.map(([family]) => family as ServedFamily);
}

/** The families that a check needs if none of them is served; undefined if the check can run. */
export function unservedFamilies(
  { requirements }: Check,
  served: readonly ServedFamily[],
): readonly ServedFamily[] | undefined {
  return requirements
    .map(familiesOf)
    .find((those) => those.length > 0 && !those.some((family) => served.includes(family)));
}

/** The reason why checks of these families do not run. */
export const unservedReason = (...those: readonly ServedFamily[]): string =>
  `the target serves no \`${those.join('` or `')}\` (its target file)`;
