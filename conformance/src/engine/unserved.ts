import { families } from '@parsec-spec/spec/commands';
import type { ServedFamily } from '../targets/index.ts';
import type { Check } from '../verifies/index.ts';

/** What requirements that are of no command, but of one family, begin with. */
const topics: Readonly<Record<string, readonly ServedFamily[]>> = { 'terms-of-service': ['tos'] };

/**
 * The families of which one must be served for what a requirement says; none for a requirement of
 * all.
 */
function familiesOf(requirement: string): readonly ServedFamily[] {
  const [subject = ''] = requirement.split('/');
  const those = Object.entries(families).filter(([, { commands }]) =>
    (commands as readonly string[]).includes(subject),
  );
  return topics[subject] ?? those.map(([family]) => family as ServedFamily);
}

/**
 * The families, none of which is served, that a check is about; undefined where it can be judged.
 */
export function unserved(
  { requirements }: Check,
  served: readonly ServedFamily[],
): readonly ServedFamily[] | undefined {
  return requirements
    .map(familiesOf)
    .find((those) => those.length > 0 && !those.some((family) => served.includes(family)));
}

/** Why what is asked of these families is not asked. */
export const servesNo = (...those: readonly ServedFamily[]): string =>
  `the target serves no \`${those.join('` or `')}\` (its target file)`;
