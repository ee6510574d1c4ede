export {
  type BootstrapAddress,
  formatBootstrapRedirection,
  formatBootstrapUrl,
  parseBootstrapUrl,
} from './bootstrap-url.ts';
export {
  formatInvitationRedirection,
  formatInvitationUrl,
  type InvitationAddress,
  parseInvitationUrl,
} from './invitation-url.ts';
export type { LinkProblem, LinkRefusal } from './link.ts';
export {
  formatOrganizationRedirection,
  formatOrganizationUrl,
  type OrganizationAddress,
  parseOrganizationUrl,
} from './organization-url.ts';
export { httpBase, netloc, type ServerAddress } from './server-address.ts';
export {
  formatServerAddress,
  formatServerUrl,
  type ParsedServer,
  parseServerAddress,
  parseServerUrl,
} from './server-url.ts';
export {
  formatSignUpRedirection,
  formatSignUpUrl,
  parseSignUpUrl,
  type SignUpAddress,
} from './sign-up-url.ts';
export { isWebAddress } from './web-address.ts';
