export { acceptTerms, type Terms, type TermsOutcome } from './accept-terms.ts';
export {
  type BootstrapFailure,
  type BootstrapOrganization,
  type Bootstrapped,
  bootstrapOrganization,
} from './bootstrap-organization.ts';
export {
  createOrganization,
  type OrganizationSettings,
  organizationExists,
  type SpontaneousCreation,
  spontaneousCreation,
} from './create-organization.ts';
export { type Finished, finishBootstrap } from './finish-bootstrap.ts';
export { type LoggedIn, type LogIn, logIn } from './log-in.ts';
export type { Founder } from './prepare-bootstrap.ts';
export { type ClientEnvironment, connectionOf, instant, type Session } from './session.ts';
export { type Synced, syncCertificates } from './sync-certificates.ts';
