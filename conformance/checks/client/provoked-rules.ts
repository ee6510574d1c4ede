import type { RequirementId } from '@parsec-spec/spec/requirements';

/**
 * The rules that the forged certificates and the links of `src/misbehaviours` provoke. They are
 * written out here, so that a search in this folder finds their checks.
 */
const provoked: readonly RequirementId[] = [
  'certificates/envelope',
  'client-certificates/author-is-admin',
  'client-certificates/author-known',
  'client-certificates/author-not-revoked',
  'client-certificates/author-older',
  'client-certificates/batch-refused-whole',
  'client-certificates/device-has-user',
  'client-certificates/ids-unique',
  'client-certificates/not-about-oneself',
  'client-certificates/revoked-once',
  'client-certificates/root-signs-bootstrap-only',
  'client-certificates/signatures-verified',
  'client-certificates/time-never-goes-back',
  'device_certificate/fields',
  'device_certificate/purpose-absent-is-standard',
  'keys/sizes-in-client',
  'links/bootstrap-link',
  'links/bootstrap-link-without-token',
  'links/client-action',
  'links/client-host',
  'links/client-no-ssl',
  'links/client-organization',
  'links/client-payload',
  'links/client-port',
  'links/client-scheme',
  'links/client-unknown-parameters',
  'links/client-white-space',
  'links/http-form',
  'links/http-form-tls-by-scheme',
  'links/organization-bad-utf8',
  'links/scheme-host-organization',
  'revoked_user_certificate/fields',
  'sequester_authority_certificate/fields',
  'sequester_authority_certificate/root-signed',
  'types/device-label-length',
  'types/email-is-bare-ascii',
  'types/email-redacted-domain',
  'types/human-label-characters',
  'types/human-label-length',
  'types/microseconds-kept',
  'types/organization-id-characters',
  'types/organization-id-length',
  'types/profile-is-one-of-three',
  'user_certificate/fields',
  'user_update_certificate/fields',
];

/**
 * Asserts that rules of the table are written out here.
 *
 * @throws Error that names the first one that is not
 */
export function expectWrittenOut(rules: readonly RequirementId[]): void {
  const missing = rules.find((rule) => !provoked.includes(rule));
  if (missing !== undefined) throw new Error(`add ${missing} to checks/client/provoked-rules.ts`);
}
