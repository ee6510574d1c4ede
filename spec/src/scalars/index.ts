export { accessToken, accessTokenText } from './access-token.ts';
export { activeUsersLimit } from './active-users-limit.ts';
export { type EmailFault, emailAddress, REDACTED_DOMAIN } from './email-address.ts';
export { type HumanHandlePair, humanHandle, samePerson } from './human-handle.ts';
export { deviceLabel, humanLabel } from './labels.ts';
export { organizationId } from './organization-id.ts';
export { redactedDeviceLabel, redactedHumanHandle } from './redacted.ts';
export type { Refused, Scalar, TextFault } from './scalar.ts';
export { type Profile, userProfile, userProfiles } from './user-profile.ts';
