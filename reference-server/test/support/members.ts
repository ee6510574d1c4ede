import {
  type Certificate,
  type DeviceCertificate,
  signCertificate,
  type UserCertificate,
} from '@parsec-spec/spec/certificates';
import { DateTime, Uuid } from '@parsec-spec/spec/codec';
import type {
  DeviceCreateRequest,
  UserCreateRequest,
  UserProfile,
  UserRevokeRequest,
  UserUpdateRequest,
} from '@parsec-spec/spec/commands';
import { syncCrypto } from '@parsec-spec/spec/crypto';

/** A device with its key and its user: the author of requests. */
export interface Member {
  readonly userId: Uuid;
  readonly deviceId: Uuid;
  readonly seed: Uint8Array;
  readonly email: string;
}

/** A device with its key. */
export type Device = Pick<Member, 'deviceId' | 'seed'>;

/** A device, or the root key of an organization. */
type Author = Device | { readonly deviceId: null; readonly seed: Uint8Array };

/** Changes to a coherent creation of a user: the time, and fields of both user certificates. */
export interface UserChanges {
  readonly at?: DateTime;
  readonly user?: Partial<UserCertificate>;
}

const { randomBytes } = syncCrypto;

/** The clock now, in microseconds. */
export const now = (): DateTime => DateTime.ofMillis(Date.now());

/** A person who can be enrolled, with the key of the first device. */
export const newMember = (name: string): Member => ({
  userId: Uuid.of(randomBytes(16)),
  deviceId: Uuid.of(randomBytes(16)),
  seed: randomBytes(32),
  email: `${name}@example.com`,
});

/** The header of an authenticated request. */
export function bearer({ deviceId, seed }: Device): string {
  const text = `PARSEC-SIGN-ED25519.${deviceId.hex}.${Math.floor(Date.now() / 1000)}`;
  const signature = Buffer.from(syncCrypto.sign(seed, Buffer.from(text))).toString('base64');
  return `Bearer ${text}.${signature.replaceAll('+', '-').replaceAll('/', '_')}`;
}

/** A coherent creation of this person by this author, with the changes of a test. */
export function userCreation(author: Author, person: Member, changes: UserChanges = {}): UserCreateRequest {
  const at = changes.at ?? now();
  const user: UserCertificate = {
    type: 'user_certificate',
    author: author.deviceId,
    timestamp: at,
    user_id: person.userId,
    human_handle: [person.email, 'A Person'],
    public_key: randomBytes(32),
    algorithm: 'X25519_XSALSA20_POLY1305',
    profile: 'STANDARD',
    ...changes.user,
  };
  return {
    cmd: 'user_create',
    user_certificate: sign(author, user),
    redacted_user_certificate: sign(author, { ...user, human_handle: null }),
    ...deviceCertificates(author, person, at),
  };
}

/** A coherent creation of another device of the author's user. */
export const deviceCreation = (author: Member, added: Member, at = now()): DeviceCreateRequest => ({
  cmd: 'device_create',
  ...deviceCertificates(author, { ...added, userId: author.userId }, at),
});

/** A coherent change of profile. */
export const profileChange = (
  author: Member,
  user_id: Uuid,
  new_profile: UserProfile,
  at = now(),
): UserUpdateRequest => ({
  cmd: 'user_update',
  user_update_certificate: sign(author, {
    type: 'user_update_certificate',
    author: author.deviceId,
    timestamp: at,
    user_id,
    new_profile,
  }),
});

/** A coherent revocation. */
export const revocation = (author: Member, user_id: Uuid, at = now()): UserRevokeRequest => ({
  cmd: 'user_revoke',
  revoked_user_certificate: sign(author, {
    type: 'revoked_user_certificate',
    author: author.deviceId,
    timestamp: at,
    user_id,
  }),
});

function deviceCertificates(author: Author, owner: Member, at: DateTime) {
  const device: DeviceCertificate = {
    type: 'device_certificate',
    purpose: 'STANDARD',
    author: author.deviceId,
    timestamp: at,
    user_id: owner.userId,
    device_id: owner.deviceId,
    device_label: 'laptop',
    verify_key: syncCrypto.verifyKeyOf(owner.seed),
    algorithm: 'ED25519',
  };
  return {
    device_certificate: sign(author, device),
    redacted_device_certificate: sign(author, { ...device, device_label: null }),
  };
}

const sign = (author: Author, certificate: Certificate): Uint8Array =>
  signCertificate(syncCrypto, author.seed, certificate);
