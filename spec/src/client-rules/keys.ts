/**
 * Why a device file does not open (KEYS-07).
 *
 * - `other-protection`: it needs a secret of another kind.
 * - `needs-code`: it also needs a one-time code.
 * - `unusable-parameters`: its password hash cannot be computed in reasonable time.
 * - `cannot-be-opened`: the secret is wrong or the file is damaged. The client cannot tell which.
 * - `unknown-content`: the content is not a device of a known version.
 */
export type SealRefusal =
  | 'other-protection'
  | 'needs-code'
  | 'bad-passphrase'
  | 'unusable-parameters'
  | 'cannot-be-opened'
  | 'unknown-content';

/**
 * Why a device file does not open (KEYS-07). The first four need no secret to find out. `changed`:
 * another program changed the file while this client was changing it.
 */
export type OpenRefusal =
  | 'missing'
  | 'unreadable'
  | 'no-device-file'
  | 'unknown-kind'
  | 'changed'
  | SealRefusal;

/** The refusals that a client tells apart from a wrong password and a damaged file. */
export const openingRules = {
  'client-keys/missing-told': (refusal) => refusal === 'missing',

  'client-keys/not-a-device-file-told': (refusal) => refusal === 'no-device-file',

  'client-keys/other-protection-told': (refusal) =>
    ['other-protection', 'unknown-kind', 'needs-code'].includes(refusal),
} as const satisfies Record<string, (refusal: OpenRefusal) => boolean>;

/**
 * The refusal that a client tells its user.
 *
 * @param rules the rules of this client
 */
export function toldRefusal(rules: Partial<typeof openingRules>, refusal: OpenRefusal): OpenRefusal {
  const ids = Object.keys(openingRules) as (keyof typeof openingRules)[];
  const id = ids.find((each) => openingRules[each](refusal));
  return id === undefined || rules[id]?.(refusal) ? refusal : 'cannot-be-opened';
}
