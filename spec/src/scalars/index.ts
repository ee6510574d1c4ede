export { accessToken, accessTokenText } from './access-token.ts';
export { emailAddress, type EmailFault, REDACTED_DOMAIN } from './email-address.ts';
export { activeUsersLimit, type Profile, userProfile, userProfiles } from './membership.ts';
export {
  deviceLabel,
  humanHandle,
  type HumanHandlePair,
  humanLabel,
  organizationId,
  redactedDeviceLabel,
  redactedHumanHandle,
  samePerson,
} from './names.ts';
export type { Refused, Scalar, TextFault } from './scalar.ts';
