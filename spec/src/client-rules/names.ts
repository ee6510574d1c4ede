import type { EmailProblem, TextProblem } from '../scalars/index.ts';

/** The problem of a name that a person typed. */
export type NameProblem = `email/${EmailProblem}` | `label/${TextProblem}` | `device/${TextProblem}`;

/** The problems of a name for which a client refuses it. */
export const nameRules = {
  'types/device-label-length': (problem) => problem === 'device/empty' || problem === 'device/too-long',

  'types/human-label-length': (problem) => problem === 'label/empty' || problem === 'label/too-long',

  'types/human-label-characters': (problem) => problem === 'label/character',

  'types/email-is-bare-ascii': (problem) => problem === 'email/not-ascii' || problem === 'email/no-address',

  'types/email-redacted-domain': (problem) => problem === 'email/redacted-domain',
} as const satisfies Record<string, (problem: NameProblem) => boolean>;

/**
 * Whether a client refuses a name.
 *
 * @param rules the rules of this client
 */
export function refusesName(rules: Partial<typeof nameRules>, problem: NameProblem): boolean {
  const ids = Object.keys(nameRules) as (keyof typeof nameRules)[];
  const id = ids.find((each) => nameRules[each](problem));
  return id === undefined || rules[id]?.(problem) === true;
}
