import type { Device, Person } from '../cast/index.ts';
import type { SigningKey } from '../keys/index.ts';
import type { Instant } from '../wire/index.ts';
import { deviceContent, sequesterAuthorityContent, userContent } from './contents.ts';
import { type CertificateChange, type CertificateContent, makeCertificate } from './make-certificate.ts';

/** Who founds an organization, when, and what is otherwise than an honest client would have it. */
export interface FoundingParts {
  readonly token: Uint8Array | null;
  readonly root: SigningKey;
  readonly person: Person;
  readonly device: Device;
  readonly at: Instant;
  /** Fields changed alike in the user certificate and its redacted twin. */
  readonly user?: CertificateContent;
  /** Fields changed alike in the device certificate and its redacted twin. */
  readonly deviceFields?: CertificateContent;
  readonly userCertificate?: CertificateChange;
  readonly redactedUserCertificate?: CertificateChange;
  readonly deviceCertificate?: CertificateChange;
  readonly redactedDeviceCertificate?: CertificateChange;
  /** DER of the sequester authority's RSA public key: with it the organization is sequestered. */
  readonly sequester?: Uint8Array;
  readonly sequesterCertificate?: CertificateChange;
  /** Fields of the command itself put over the honest ones; `undefined` leaves one out. */
  readonly command?: Readonly<Record<string, unknown>>;
}

/** An `organization_bootstrap` command ready to send, and what it was made of. */
export interface Founding extends FoundingParts {
  readonly message: Readonly<Record<string, unknown>> & { readonly cmd: string };
  readonly certificates: {
    readonly user: Uint8Array;
    readonly device: Uint8Array;
    readonly redactedUser: Uint8Array;
    readonly redactedDevice: Uint8Array;
    readonly sequester: Uint8Array | null;
  };
}

/** Makes an `organization_bootstrap` command (BOOT rows): honest but for the changes asked for. */
export function makeFounding(parts: FoundingParts): Founding {
  const { root, person, device, at } = parts;
  const user = { ...userContent(person, at), ...parts.user };
  const first = { ...deviceContent(person, device, at), ...parts.deviceFields };
  const certificates = {
    user: makeCertificate(user, root, parts.userCertificate),
    device: makeCertificate(first, root, parts.deviceCertificate),
    redactedUser: makeCertificate({ ...user, human_handle: null }, root, parts.redactedUserCertificate),
    redactedDevice: makeCertificate({ ...first, device_label: null }, root, parts.redactedDeviceCertificate),
    sequester:
      parts.sequester === undefined
        ? null
        : makeCertificate(sequesterAuthorityContent(parts.sequester, at), root, parts.sequesterCertificate),
  };
  const message = {
    cmd: 'organization_bootstrap',
    bootstrap_token: parts.token,
    root_verify_key: root.verifyKey,
    user_certificate: certificates.user,
    device_certificate: certificates.device,
    redacted_user_certificate: certificates.redactedUser,
    redacted_device_certificate: certificates.redactedDevice,
    sequester_authority_certificate: certificates.sequester,
    ...parts.command,
  };
  return { ...parts, message, certificates };
}
