import { families } from '@parsec-spec/spec/commands';
import type { Capabilities, ServedFamily } from '../targets/capabilities.ts';
import type { Check } from './check.ts';

/** What a target file says about the served commands. */
export type ServedCommands = Pick<Capabilities, 'families' | 'accounts'>;

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

/** Whether a command, or a requirement of it, belongs to the sign-up for an account. */
export const isOfSignUp = (name: string): boolean => name.startsWith('account_create_');

/** Why a check does not run on a target that serves none of the commands it needs; undefined if it can. */
export function whyUnserved(
  { requirements }: Check,
  { families: served, accounts }: ServedCommands,
): string | undefined {
  if (!accounts && requirements.some(isOfSignUp)) return NO_ACCOUNTS;
  const missing = requirements
    .map(familiesOf)
    .find((those) => those.length > 0 && !those.some((family) => served.includes(family)));
  return missing === undefined ? undefined : unservedReason(...missing);
}

/** The reason why checks of the sign-up do not run. */
export const NO_ACCOUNTS = 'the target has no accounts (its target file)';

/** The reason why checks of these families do not run. */
export const unservedReason = (...those: readonly ServedFamily[]): string =>
  `the target serves no \`${those.join('` or `')}\` (its target file)`;
