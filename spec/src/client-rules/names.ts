import type { EmailFault, TextFault } from '../scalars/index.ts';

/** What is wrong with a name that a person typed. */
export type NameFault = `email/${EmailFault}` | `label/${TextFault}` | `device/${TextFault}`;

/** The faults of a name for which a client refuses it. */
export const nameRules = {
  'types/device-label-length': (fault) => fault === 'device/empty' || fault === 'device/too-long',

  'types/human-label-length': (fault) => fault === 'label/empty' || fault === 'label/too-long',

  'types/human-label-characters': (fault) => fault === 'label/character',

  'types/email-is-bare-ascii': (fault) => fault === 'email/not-ascii' || fault === 'email/no-address',

  'types/email-redacted-domain': (fault) => fault === 'email/redacted-domain',
} as const satisfies Record<string, (fault: NameFault) => boolean>;

/**
 * Whether a client refuses a name.
 *
 * @param rules the rules of this client
 */
export function refusesName(rules: Partial<typeof nameRules>, fault: NameFault): boolean {
  const ids = Object.keys(nameRules) as (keyof typeof nameRules)[];
  const id = ids.find((each) => nameRules[each](fault));
  return id === undefined || rules[id]?.(fault) === true;
}
