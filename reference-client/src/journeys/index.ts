export { acceptTerms, type Terms, type TermsOutcome } from './accept-terms.ts';
export {
  type BootstrapFailure,
  bootstrapOrganization,
  type BootstrapOrganization,
  type Bootstrapped,
} from './bootstrap-organization.ts';
export {
  createOrganization,
  type OrganizationSettings,
  type SpontaneousCreation,
  spontaneousCreation,
} from './create-organization.ts';
export { abandonBootstrap, finishBootstrap, type Finished } from './finish-bootstrap.ts';
export type { Founder } from './found-organization.ts';
export { type LoggedIn, type LogIn, logIn } from './log-in.ts';
export { type ClientEnvironment, connectionOf, instant, type Session } from './session.ts';
export { syncCertificates, type Synced } from './sync-certificates.ts';
