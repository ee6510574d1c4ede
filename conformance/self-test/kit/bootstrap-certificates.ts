import {
  type CertificateOf,
  type CertificateType,
  loadCertificate,
  readDocument,
  splitSigned,
} from '@parsec-spec/spec/certificates';
import type { OrganizationBootstrapRequest } from '@parsec-spec/spec/commands';
import { mapIn } from './calls.ts';

/** The certificate fields of a bootstrap, with the type of each certificate. */
export const certificateFields = {
  user_certificate: 'user_certificate',
  device_certificate: 'device_certificate',
  redacted_user_certificate: 'user_certificate',
  redacted_device_certificate: 'device_certificate',
  sequester_authority_certificate: 'sequester_authority_certificate',
} as const satisfies Partial<Record<keyof OrganizationBootstrapRequest, CertificateType>>;

/** Name of a field with a certificate. */
export type CertificateField = keyof typeof certificateFields;

/** The bootstrap in a body; undefined if the body is something else. */
export const requestIn = (bytes: Uint8Array): OrganizationBootstrapRequest | undefined => {
  const request = mapIn(bytes);
  return request?.cmd === 'organization_bootstrap' && request.user_certificate instanceof Uint8Array
    ? (request as unknown as OrganizationBootstrapRequest)
    : undefined;
};

/** The certificates of a bootstrap or an enrolment. */
export type CertificateFields = { readonly [slot in CertificateField]?: unknown };

/** Why a certificate does not load; undefined if it loads or is absent. */
export function faultOf(request: CertificateFields, slot: CertificateField): string | undefined {
  const bytes = request[slot];
  if (!(bytes instanceof Uint8Array)) return undefined;
  const signed = splitSigned(bytes);
  if (signed === undefined) return 'short';
  const loaded = loadCertificate(signed.message, certificateFields[slot]);
  return loaded.ok ? undefined : `${loaded.reason} ${loaded.detail ?? ''}`;
}

/** The content of a certificate that loads. */
export function contentOf<S extends 'user_certificate' | 'device_certificate'>(
  request: OrganizationBootstrapRequest,
  slot: S,
): CertificateOf[S] | undefined {
  const signed = splitSigned(request[slot]);
  const loaded = signed === undefined ? undefined : loadCertificate(signed.message, slot);
  return loaded?.ok ? (loaded.certificate as CertificateOf[S]) : undefined;
}

/** Whether the document of a certificate has a key, with any value. */
export function hasKey(request: OrganizationBootstrapRequest, slot: CertificateField, key: string): boolean {
  const signed = splitSigned(request[slot] ?? new Uint8Array());
  const read = signed === undefined ? undefined : readDocument(signed.message);
  return (
    read?.ok === true && typeof read.document === 'object' && read.document !== null && key in read.document
  );
}
