import type { Uuid } from '../codec/index.ts';
import { type EmailProblem, emailAddress, REDACTED_DOMAIN } from './email-address.ts';
import { boundedText, type Scalar, type TextProblem, type TextRule } from './scalar.ts';

const organizationIdRule: TextRule = {
  maxBytes: 32,
  // Word characters as Unicode regular expressions define them, and `-`.
  allowed: /^[\p{Alphabetic}\p{Mark}\p{Decimal_Number}\p{Connector_Punctuation}\p{Join_Control}-]+$/u,
  expected: '1 to 32 bytes of letters, digits, `_` and `-`',
};

/** Reads an organization identifier (TYPES-01, TYPES-02) and normalizes it. */
export const organizationId = (input: string): Scalar<string, TextProblem> =>
  boundedText(input, organizationIdRule);

const deviceLabelRule: TextRule = { maxBytes: 255, expected: '1 to 255 bytes of text' };

const humanLabelRule: TextRule = {
  maxBytes: 254,
  allowed: /^[^<>@,:;\\"[\]]+$/,
  expected: '1 to 254 bytes of text without < > @ , : ; \\ " [ ]',
};

/** Reads the name of a device (TYPES-03) and normalizes it. */
export const deviceLabel = (input: string): Scalar<string, TextProblem> =>
  boundedText(input, deviceLabelRule);

/** Reads the name of a person (TYPES-04) and normalizes it. */
export const humanLabel = (input: string): Scalar<string, TextProblem> => boundedText(input, humanLabelRule);

/** The identity of a user: e-mail and name, in the order of the wire. */
export type HumanHandlePair = readonly [email: string, label: string];

/** Reads a human handle from its two texts (TYPES-04, TYPES-05). The label is normalized. */
export function humanHandle(
  email: string,
  label: string,
): Scalar<HumanHandlePair, `email/${EmailProblem}` | `label/${TextProblem}`> {
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

/**
 * The handle that readers show for a user whose certificate is redacted. It is never written into
 * one (spec/protocol/certificates.md).
 */
export const redactedHumanHandle = (userId: Uuid): HumanHandlePair => [
  `${userId.hex}@${REDACTED_DOMAIN}`,
  userId.hex,
];

/**
 * The label that readers show for a device whose certificate is redacted. It is never written into
 * one.
 */
export const redactedDeviceLabel = (deviceId: Uuid): string => deviceId.hex;
