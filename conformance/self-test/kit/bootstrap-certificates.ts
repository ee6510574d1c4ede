import {
  type CertificateOf,
  type CertificateType,
  loadCertificate,
  readDocument,
  splitSigned,
} from '@parsec-spec/spec/certificates';
import type { OrganizationBootstrapRequest } from '@parsec-spec/spec/commands';
import { mapIn } from './calls.ts';

/** The certificate fields of a bootstrap, each with the type of its certificate. */
export const slots = {
  user_certificate: 'user_certificate',
  device_certificate: 'device_certificate',
  redacted_user_certificate: 'user_certificate',
  redacted_device_certificate: 'device_certificate',
  sequester_authority_certificate: 'sequester_authority_certificate',
} as const satisfies Partial<Record<keyof OrganizationBootstrapRequest, CertificateType>>;

export type Slot = keyof typeof slots;

/** The bootstrap in a body; undefined if the body is something else. */
export const requestIn = (bytes: Uint8Array): OrganizationBootstrapRequest | undefined => {
  const request = mapIn(bytes);
  return request?.cmd === 'organization_bootstrap' && request.user_certificate instanceof Uint8Array
    ? (request as unknown as OrganizationBootstrapRequest)
    : undefined;
};

/** The certificates of a bootstrap or an enrolment. */
export type Slots = { readonly [slot in Slot]?: unknown };

/** Why a certificate does not load; undefined if it loads or is absent. */
export function faultOf(request: Slots, slot: Slot): string | undefined {
  const bytes = request[slot];
  if (!(bytes instanceof Uint8Array)) return undefined;
  const signed = splitSigned(bytes);
  if (signed === undefined) return 'short';
  const loaded = loadCertificate(signed.message, slots[slot]);
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

/** Does the document of a certificate hold a key, whatever its value? */
export function hasKey(request: OrganizationBootstrapRequest, slot: Slot, key: string): boolean {
  const signed = splitSigned(request[slot] ?? new Uint8Array());
  const read = signed === undefined ? undefined : readDocument(signed.message);
  return (
    read?.ok === true && typeof read.document === 'object' && read.document !== null && key in read.document
  );
}
