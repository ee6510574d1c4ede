import {
  redact,
  signCertificate,
  type UserCertificate,
  type DeviceCertificate,
} from '@parsec-spec/spec/certificates';
import { type DateTime, Uuid } from '@parsec-spec/spec/codec';
import type { OrganizationBootstrapRequest } from '@parsec-spec/spec/commands';
import type { Crypto } from '@parsec-spec/spec/crypto';
import type { LocalDevice } from '@parsec-spec/spec/device-files';
import { hideKeys } from '../device-files/index.ts';

/** Who founds which organization where. */
export interface Founder {
  serverUrl: string;
  organizationId: string;
  /** Nil: the server lets organizations be born without a token. */
  token: Uint8Array | null;
  humanHandle: readonly [email: string, name: string];
  deviceLabel: string;
  /** Public key of the authority that may open everything (SPKI DER); nil: there is none, for ever. */
  sequesterAuthority?: Uint8Array | null;
}

/** The first device of an organization and the request that makes it one (crypto-and-data §6.1, BOOT-49, BOOT-50). Everything is made of fresh randomness; the root's private half ends with this call (KEYS-04). */
export async function foundOrganization(
  crypto: Crypto,
  founder: Founder,
  timestamp: DateTime,
): Promise<{ device: LocalDevice; request: OrganizationBootstrapRequest }> {
  const rootSeed = crypto.randomBytes(32);
  const [email, name] = founder.humanHandle;
  const device = hideKeys({
    type: 'local_device',
    server_url: founder.serverUrl,
    organization_id: founder.organizationId,
    root_verify_key: await crypto.verifyKeyOf(rootSeed),
    user_id: randomUuid(crypto),
    device_id: randomUuid(crypto),
    device_label: founder.deviceLabel,
    human_handle: [email, name],
    signing_key: crypto.randomBytes(32),
    private_key: crypto.randomBytes(32),
    initial_profile: 'ADMIN',
    user_realm_id: randomUuid(crypto),
    user_realm_key: crypto.randomBytes(32),
    local_symkey: crypto.randomBytes(32),
  });
  const [user, own] = await certificatesOf(crypto, device, timestamp);
  const authority = founder.sequesterAuthority ?? null;
  const request: OrganizationBootstrapRequest = {
    cmd: 'organization_bootstrap',
    bootstrap_token: founder.token,
    root_verify_key: device.root_verify_key,
    user_certificate: await signCertificate(crypto, rootSeed, user),
    device_certificate: await signCertificate(crypto, rootSeed, own),
    redacted_user_certificate: await signCertificate(crypto, rootSeed, redact(user)),
    redacted_device_certificate: await signCertificate(crypto, rootSeed, redact(own)),
    sequester_authority_certificate:
      authority &&
      (await signCertificate(crypto, rootSeed, {
        type: 'sequester_authority_certificate',
        timestamp,
        verify_key_der: authority,
      })),
  };
  rootSeed.fill(0);
  return { device, request };
}

async function certificatesOf(
  crypto: Crypto,
  device: LocalDevice,
  timestamp: DateTime,
): Promise<[UserCertificate, DeviceCertificate]> {
  const common = { author: null, timestamp, user_id: device.user_id } as const;
  return [
    {
      type: 'user_certificate',
      ...common,
      human_handle: device.human_handle,
      public_key: await crypto.publicKeyOf(device.private_key),
      algorithm: 'X25519_XSALSA20_POLY1305',
      profile: 'ADMIN',
    },
    {
      type: 'device_certificate',
      purpose: 'STANDARD',
      ...common,
      device_id: device.device_id,
      device_label: device.device_label,
      verify_key: await crypto.verifyKeyOf(device.signing_key),
      algorithm: 'ED25519',
    },
  ];
}

/** A random identifier, in the form of a UUID version 4. */
function randomUuid(crypto: Crypto): Uuid {
  const bytes = crypto.randomBytes(16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return Uuid.of(bytes);
}
