import type { DateTime, Uuid } from '../codec/index.ts';
import type { UserProfile } from '../generated/types.ts';
import type { OrganizationState, User } from './organization.ts';

/** A new device, with its certificates: the bytes received (CERT-08). */
export interface NewDevice {
  /** Timestamp of the certificates. */
  readonly timestamp: DateTime;
  readonly user_id: Uuid;
  readonly device_id: Uuid;
  readonly verify_key: Uint8Array;
  readonly device_certificate: Uint8Array;
  readonly redacted_device_certificate: Uint8Array;
}

/** A new user with the first device. */
export interface NewUser extends NewDevice {
  readonly human_handle: readonly [string, string];
  readonly profile: UserProfile;
  readonly user_certificate: Uint8Array;
  readonly redacted_user_certificate: Uint8Array;
}

/** The certificate that a record of a new device carries. */
export const newDeviceCertificates = {
  device_certificate: {
    collection: 'common',
    full: 'device_certificate',
    redacted: 'redacted_device_certificate',
  },
} as const;

/** The certificates that a record of a new user carries: the user before the device (CERT-09). */
export const newUserCertificates = {
  user_certificate: {
    collection: 'common',
    full: 'user_certificate',
    redacted: 'redacted_user_certificate',
  },
  ...newDeviceCertificates,
} as const;

/** Adds a user and the first device. */
export function addUser(state: OrganizationState, user: NewUser): void {
  const { user_id, human_handle, profile } = user;
  state.users.set(user_id.hex, {
    user_id,
    human_handle,
    profile,
    frozen: false,
    revoked_on: null,
    tos_accepted_on: null,
  });
  addDevice(state, user);
}

export function addDevice(state: OrganizationState, { user_id, device_id, verify_key }: NewDevice): void {
  state.devices.set(device_id.hex, { device_id, user_id, verify_key });
}

/** Replaces some fields of a user. An unknown user is ignored. */
export function changeUser(state: OrganizationState, user_id: Uuid, changed: Partial<User>): void {
  const before = state.users.get(user_id.hex);
  if (before !== undefined) state.users.set(user_id.hex, { ...before, ...changed });
}
