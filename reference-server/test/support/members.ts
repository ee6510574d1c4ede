import {
  type Certificate,
  type DeviceCertificate,
  type RevokedUserCertificate,
  signCertificate,
  type UserCertificate,
  type UserUpdateCertificate,
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

/** Changes to an otherwise coherent certificate: fields, and the signer. */
interface Slot<C> {
  readonly fields?: Partial<C>;
  readonly signedBy?: Uint8Array;
}

/** Changes of a new user: `user` and `device` in both versions, the others in one. */
export interface UserChanges {
  readonly at?: DateTime;
  readonly user?: Partial<UserCertificate>;
  readonly device?: Partial<DeviceCertificate>;
  readonly fullUser?: Slot<UserCertificate>;
  readonly redactedUser?: Slot<UserCertificate>;
  readonly fullDevice?: Slot<DeviceCertificate>;
  readonly redactedDevice?: Slot<DeviceCertificate>;
}

const { randomBytes } = syncCrypto;

/** A fresh identifier. */
const newId = (): Uuid => Uuid.of(randomBytes(16));

/** The clock now, in microseconds. */
export const now = (): DateTime => DateTime.ofMillis(Date.now());

/** Seconds from now, past or future. */
export const inSeconds = (seconds: number): DateTime => now().plus(BigInt(seconds) * 1_000_000n);

/** A person who can be enrolled, with the key of the first device. */
export const newMember = (name: string): Member => ({
  userId: newId(),
  deviceId: newId(),
  seed: randomBytes(32),
  email: `${name}@example.com`,
});

/** A coherent creation of this person by this author, with the changes of a test. */
export function userCreation(author: Member, person: Member, changes: UserChanges = {}): UserCreateRequest {
  const timestamp = changes.at ?? now();
  const user: UserCertificate = {
    type: 'user_certificate',
    author: author.deviceId,
    timestamp,
    user_id: person.userId,
    human_handle: [person.email, 'A Person'],
    public_key: randomBytes(32),
    algorithm: 'X25519_XSALSA20_POLY1305',
    profile: 'STANDARD',
    ...changes.user,
  };
  const device = deviceOf(author, person, timestamp, changes.device);
  const { fullUser, redactedUser, fullDevice, redactedDevice } = changes;
  return {
    cmd: 'user_create',
    user_certificate: sign(author, user, fullUser),
    device_certificate: sign(author, device, fullDevice),
    redacted_user_certificate: sign(author, { ...user, human_handle: null }, redactedUser),
    redacted_device_certificate: sign(author, { ...device, device_label: null }, redactedDevice),
  };
}

/** Changes of a new device: `device` in both versions, the others in one. */
type DeviceChanges = Pick<UserChanges, 'at' | 'device' | 'fullDevice' | 'redactedDevice'>;

/** A coherent creation of another device of the author's user. */
export function deviceCreation(
  author: Member,
  added: Member,
  changes: DeviceChanges = {},
): DeviceCreateRequest {
  const device = deviceOf(author, { ...added, userId: author.userId }, changes.at ?? now(), changes.device);
  return {
    cmd: 'device_create',
    device_certificate: sign(author, device, changes.fullDevice),
    redacted_device_certificate: sign(author, { ...device, device_label: null }, changes.redactedDevice),
  };
}

/** A coherent change of profile. */
export function profileChange(
  author: Member,
  userId: Uuid,
  new_profile: UserProfile,
  at: DateTime = now(),
  slot: Slot<UserUpdateCertificate> = {},
): UserUpdateRequest {
  const certificate: UserUpdateCertificate = {
    type: 'user_update_certificate',
    author: author.deviceId,
    timestamp: at,
    user_id: userId,
    new_profile,
  };
  return { cmd: 'user_update', user_update_certificate: sign(author, certificate, slot) };
}

/** A coherent revocation. */
export function revocation(
  author: Member,
  userId: Uuid,
  at: DateTime = now(),
  slot: Slot<RevokedUserCertificate> = {},
): UserRevokeRequest {
  const certificate: RevokedUserCertificate = {
    type: 'revoked_user_certificate',
    author: author.deviceId,
    timestamp: at,
    user_id: userId,
  };
  return { cmd: 'user_revoke', revoked_user_certificate: sign(author, certificate, slot) };
}

const deviceOf = (
  author: Member,
  owner: Member,
  timestamp: DateTime,
  changes: Partial<DeviceCertificate> = {},
): DeviceCertificate => ({
  type: 'device_certificate',
  purpose: 'STANDARD',
  author: author.deviceId,
  timestamp,
  user_id: owner.userId,
  device_id: owner.deviceId,
  device_label: 'laptop',
  verify_key: syncCrypto.verifyKeyOf(owner.seed),
  algorithm: 'ED25519',
  ...changes,
});

const sign = <C extends Certificate>(
  author: Member,
  certificate: C,
  { fields, signedBy }: Slot<C> = {},
): Uint8Array => {
  const changed: Certificate = Object.assign({ ...certificate }, fields);
  return signCertificate(syncCrypto, signedBy ?? author.seed, changed);
};
