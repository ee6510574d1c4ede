export { accessToken, accessTokenText } from './access-token.ts';
export { type EmailProblem, emailAddress, REDACTED_DOMAIN, validationCodePattern } from './email-address.ts';
export { activeUsersLimit, type UserProfile, userProfile, userProfiles } from './membership.ts';
export {
  deviceLabel,
  type HumanHandlePair,
  humanHandle,
  humanLabel,
  organizationId,
  redactedDeviceLabel,
  redactedHumanHandle,
  samePerson,
} from './names.ts';
export { printable, visible } from './printable.ts';
export type { Refused, Scalar, TextProblem } from './scalar.ts';
