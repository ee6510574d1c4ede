import type { UserCertificate } from '../certificates/index.ts';
import type { DateTime, Uuid } from '../codec/index.ts';

/** A user as the verified certificates describe it. */
export interface KnownUser {
  readonly id: Uuid;
  /**
   * `[e-mail address, name]`; null in the redacted form, which users of the profile OUTSIDER get.
   */
  readonly handle: UserCertificate['human_handle'];
  readonly publicKey: Uint8Array;
  /** The current profile. */
  readonly profile: UserCertificate['profile'];
  readonly author: Uuid | null;
  readonly createdOn: DateTime;
  readonly revokedOn: DateTime | undefined;
  readonly hasDevice: boolean;
}

/** A device as the verified certificates describe it. */
export interface KnownDevice {
  readonly id: Uuid;
  readonly userId: Uuid;
  readonly label: string | null;
  readonly verifyKey: Uint8Array;
  readonly createdOn: DateTime;
}

/**
 * The organization as its verified certificates describe it, starting from the root key. The keys
 * of the maps are ids in hex.
 */
export interface OrganizationView {
  readonly rootVerifyKey: Uint8Array;
  readonly users: ReadonlyMap<string, KnownUser>;
  readonly devices: ReadonlyMap<string, KnownDevice>;
  /** Timestamp of the newest common certificate. */
  readonly latest: DateTime | undefined;
  /**
   * Timestamp of the certificate of the sequester authority; undefined if the organization has
   * none.
   */
  readonly sequesteredOn: DateTime | undefined;
}

/**
 * The view before the first certificate. It holds only the root key, which is in the device file.
 */
export function emptyView(rootVerifyKey: Uint8Array): OrganizationView {
  const empty = { users: new Map(), devices: new Map() };
  return { rootVerifyKey, ...empty, latest: undefined, sequesteredOn: undefined };
}

/**
 * A mutable copy of a view, to which a batch of certificates is added. If the batch is refused the
 * view does not change.
 */
export interface WorkingView {
  readonly rootVerifyKey: Uint8Array;
  readonly users: Map<string, KnownUser>;
  readonly devices: Map<string, KnownDevice>;
  latest: DateTime | undefined;
  sequesteredOn: DateTime | undefined;
}

/** Copies a view, so that a batch can be added to it. */
export function workingCopy(view: OrganizationView): WorkingView {
  return { ...view, users: new Map(view.users), devices: new Map(view.devices) };
}
