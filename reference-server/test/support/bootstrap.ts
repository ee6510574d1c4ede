import { generateKeyPairSync } from 'node:crypto';
import {
  type DeviceCertificate,
  type SequesterAuthorityCertificate,
  signCertificate,
  type UserCertificate,
} from '@parsec-spec/spec/certificates';
import { DateTime, Uuid } from '@parsec-spec/spec/codec';
import { encodeRequest, type OrganizationBootstrapRequest } from '@parsec-spec/spec/commands';
import { syncCrypto } from '@parsec-spec/spec/crypto';

/** The changes of a test to a coherent bootstrap. */
export interface BootstrapChanges {
  readonly token?: Uint8Array | null;
  readonly at?: DateTime;
  /** Fields of both user certificates. */
  readonly user?: Partial<UserCertificate>;
  readonly fullUser?: Partial<UserCertificate>;
  readonly redactedUser?: Partial<UserCertificate>;
  /** Fields of both device certificates. */
  readonly device?: Partial<DeviceCertificate>;
  readonly fullDevice?: Partial<DeviceCertificate>;
  readonly redactedDevice?: Partial<DeviceCertificate>;
  readonly sequester?: Partial<SequesterAuthorityCertificate>;
  /** Signs with another key than the root key. */
  readonly spoil?:
    | 'user_certificate'
    | 'device_certificate'
    | 'redacted_user_certificate'
    | 'redacted_device_certificate'
    | 'sequester_authority_certificate';
  readonly request?: Partial<OrganizationBootstrapRequest>;
}

/** A bootstrap that is not sent yet, with the keys of its first device. */
export interface Bootstrap {
  readonly request: OrganizationBootstrapRequest;
  readonly body: Uint8Array;
  readonly deviceSeed: Uint8Array;
  readonly deviceId: Uuid;
  readonly userId: Uuid;
  readonly root: Uint8Array;
}

const { randomBytes, verifyKeyOf } = syncCrypto;

// The shortest that the real server accepts, because it is made quickly.
const authorityDer = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({
  type: 'spki',
  format: 'der',
});

/** Makes a coherent bootstrap with the changes of a test. */
export function makeBootstrap(token: Uint8Array | null, changes: BootstrapChanges = {}): Bootstrap {
  const root = randomBytes(32);
  const deviceSeed = randomBytes(32);
  const userId = changes.user?.user_id ?? Uuid.of(randomBytes(16));
  const deviceId = changes.device?.device_id ?? Uuid.of(randomBytes(16));
  const timestamp = changes.at ?? DateTime.ofMillis(Date.now());
  const user: UserCertificate = {
    type: 'user_certificate',
    author: null,
    timestamp,
    user_id: userId,
    human_handle: ['alice@example.com', 'Alice'],
    public_key: syncCrypto.publicKeyOf(randomBytes(32)),
    algorithm: 'X25519_XSALSA20_POLY1305',
    profile: 'ADMIN',
    ...changes.user,
  };
  const device: DeviceCertificate = {
    type: 'device_certificate',
    purpose: 'STANDARD',
    author: null,
    timestamp,
    user_id: userId,
    device_id: deviceId,
    device_label: 'laptop',
    verify_key: verifyKeyOf(deviceSeed),
    algorithm: 'ED25519',
    ...changes.device,
  };
  const authority: SequesterAuthorityCertificate = {
    type: 'sequester_authority_certificate',
    timestamp,
    verify_key_der: authorityDer,
    ...changes.sequester,
  };
  const sign = (
    slot: BootstrapChanges['spoil'],
    certificate: UserCertificate | DeviceCertificate | SequesterAuthorityCertificate,
  ): Uint8Array => signCertificate(syncCrypto, changes.spoil === slot ? randomBytes(32) : root, certificate);
  const request: OrganizationBootstrapRequest = {
    cmd: 'organization_bootstrap',
    bootstrap_token: changes.token === undefined ? token : changes.token,
    root_verify_key: verifyKeyOf(root),
    user_certificate: sign('user_certificate', { ...user, ...changes.fullUser }),
    device_certificate: sign('device_certificate', { ...device, ...changes.fullDevice }),
    redacted_user_certificate: sign('redacted_user_certificate', {
      ...user,
      human_handle: null,
      ...changes.redactedUser,
    }),
    redacted_device_certificate: sign('redacted_device_certificate', {
      ...device,
      device_label: null,
      ...changes.redactedDevice,
    }),
    sequester_authority_certificate:
      changes.sequester === undefined ? null : sign('sequester_authority_certificate', authority),
    ...changes.request,
  };
  return { request, body: encodeRequest(request), deviceSeed, deviceId, userId, root };
}

/** The header of an authenticated request. */
export function bearer(
  bootstrap: Pick<Bootstrap, 'deviceId' | 'deviceSeed'>,
  seconds = Math.floor(Date.now() / 1000),
  seed = bootstrap.deviceSeed,
): string {
  const text = `PARSEC-SIGN-ED25519.${bootstrap.deviceId.hex}.${seconds}`;
  const signature = Buffer.from(syncCrypto.sign(seed, Buffer.from(text))).toString('base64');
  return `Bearer ${text}.${signature.replaceAll('+', '-').replaceAll('/', '_')}`;
}
