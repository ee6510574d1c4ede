import {
  type CertificateOf,
  type DeviceCertificate,
  loadCertificate,
  type SequesterAuthorityCertificate,
  splitSigned,
  type UserCertificate,
} from '../../../src/certificates/index.ts';
import type { OrganizationBootstrapRequest } from '../../../src/commands/index.ts';
import { type Crypto, isUsableVerifyKey } from '../../../src/crypto/index.ts';

/** A certificate that loads, and whether the root key of the request signed it. */
export interface Judged<Content> {
  readonly content: Content;
  readonly signedByRoot: boolean;
}

/** The certificates of a bootstrap, decoded and their signatures judged once. */
export interface BootstrapCertificates {
  readonly user: Judged<UserCertificate>;
  readonly redactedUser: Judged<UserCertificate>;
  readonly device: Judged<DeviceCertificate>;
  readonly redactedDevice: Judged<DeviceCertificate>;
  readonly sequester: Judged<SequesterAuthorityCertificate> | null;
  /** Can anything ever verify under the key of the new device? */
  readonly deviceKeyUsable: boolean;
}

const unreadable = { ok: false, refusal: { status: 'invalid_certificate' } } as const;

/** Reads what a bootstrap brings. What does not load in its slot leaves nothing to judge (BOOT-15 to BOOT-19, BOOT-26). */
export async function prepare(request: OrganizationBootstrapRequest, crypto: Crypto) {
  const user = load(request.user_certificate, 'user_certificate');
  const device = load(request.device_certificate, 'device_certificate');
  const redactedUser = load(request.redacted_user_certificate, 'user_certificate');
  const redactedDevice = load(request.redacted_device_certificate, 'device_certificate');
  if (user === null || device === null || redactedUser === null || redactedDevice === null) return unreadable;
  const authority = request.sequester_authority_certificate;
  const sequester = authority === null ? null : load(authority, 'sequester_authority_certificate');
  if (authority !== null && sequester === null) return unreadable;

  const judge = async <Content>({
    content,
    signature,
    message,
  }: Loaded<Content>): Promise<Judged<Content>> => ({
    content,
    signedByRoot: await crypto.verify(request.root_verify_key, message, signature),
  });
  const prepared: BootstrapCertificates = {
    user: await judge(user),
    redactedUser: await judge(redactedUser),
    device: await judge(device),
    redactedDevice: await judge(redactedDevice),
    sequester: sequester === null ? null : await judge(sequester),
    deviceKeyUsable: isUsableVerifyKey(device.content.verify_key),
  };
  return { ok: true, prepared } as const;
}

interface Loaded<Content> {
  readonly content: Content;
  readonly signature: Uint8Array;
  readonly message: Uint8Array;
}

function load<Type extends keyof CertificateOf>(
  signed: Uint8Array,
  type: Type,
): Loaded<CertificateOf[Type]> | null {
  const split = splitSigned(signed);
  if (split === undefined) return null;
  const loaded = loadCertificate(split.message, type);
  return loaded.ok ? { content: loaded.certificate, ...split } : null;
}
