import { type EmailFault, emailAddress } from './email-address.ts';
import { humanLabel } from './labels.ts';
import type { Scalar, TextFault } from './scalar.ts';

/** The identity of a user: e-mail and name, in the order of the wire. */
export type HumanHandlePair = readonly [email: string, label: string];

/** Reads a human handle from its two texts (TYPES-04, TYPES-05). The label is normalized. */
export function humanHandle(
  email: string,
  label: string,
): Scalar<HumanHandlePair, `email/${EmailFault}` | `label/${TextFault}`> {
  const address = emailAddress(email);
  if (!address.ok) return { ...address, reason: `email/${address.reason}` };
  const name = humanLabel(label);
  if (!name.ok) return { ...name, reason: `label/${name.reason}` };
  return { ok: true, value: [address.value, name.value] };
}

/**
 * Whether two handles name the same person. Only the e-mail decides; letter case counts (TYPES-07).
 */
export const samePerson = (left: HumanHandlePair, right: HumanHandlePair): boolean => left[0] === right[0];
