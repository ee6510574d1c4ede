export { acceptTerms, type Terms, type TermsOutcome } from './accept-terms.ts';
export { bootstrapOrganization } from './bootstrap-organization.ts';
export type { Bootstrapped, BootstrapFailure, BootstrapOrganization } from './bootstrapped.ts';
export {
  createOrganization,
  type OrganizationSettings,
  type SpontaneousCreation,
  spontaneousCreation,
} from './create-organization.ts';
export { abandonBootstrap, type Finished, finishBootstrap } from './finish-bootstrap.ts';
export type { Founder } from './found-organization.ts';
export { type LoggedIn, type LogIn, logIn } from './log-in.ts';
export { connectionOf, instant, type ClientEnvironment, type Session } from './session.ts';
export { type Synced, syncCertificates } from './sync-certificates.ts';
