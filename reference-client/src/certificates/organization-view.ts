import type { UserCertificate } from '@parsec-spec/spec/certificates';
import type { DateTime, Uuid } from '@parsec-spec/spec/codec';

/** A user as the verified certificates tell. */
export interface KnownUser {
  readonly id: Uuid;
  /** `[e-mail, name]`; null in the redacted form that outsiders get. */
  readonly handle: UserCertificate['human_handle'];
  readonly publicKey: Uint8Array;
  /** The profile now, changes included. */
  readonly profile: UserCertificate['profile'];
  readonly author: Uuid | null;
  readonly createdOn: DateTime;
  readonly revokedOn: DateTime | undefined;
  readonly hasDevice: boolean;
}

/** A device as the verified certificates tell. */
export interface KnownDevice {
  readonly id: Uuid;
  readonly userId: Uuid;
  readonly label: string | null;
  readonly verifyKey: Uint8Array;
  readonly createdOn: DateTime;
}

/** What a client knows of an organization from certificates whose chain it verified, from the root key on. Keys of the maps are ids in hex. */
export interface OrganizationView {
  readonly rootVerifyKey: Uint8Array;
  readonly users: ReadonlyMap<string, KnownUser>;
  readonly devices: ReadonlyMap<string, KnownDevice>;
  /** Time of the newest common certificate. */
  readonly latest: DateTime | undefined;
  /** Time of the authority's certificate; undefined in an organization that is not sequestered. */
  readonly sequesteredOn: DateTime | undefined;
}

/** Before the first certificate: only the root key, which the device file holds. */
export function emptyView(rootVerifyKey: Uint8Array): OrganizationView {
  const nobody = { users: new Map(), devices: new Map() };
  return { rootVerifyKey, ...nobody, latest: undefined, sequesteredOn: undefined };
}

/** A view while a batch is being added: a copy of its own, so that a refused batch leaves the view as it was. */
export interface WorkingView {
  readonly rootVerifyKey: Uint8Array;
  readonly users: Map<string, KnownUser>;
  readonly devices: Map<string, KnownDevice>;
  latest: DateTime | undefined;
  sequesteredOn: DateTime | undefined;
}

export function workingCopy(view: OrganizationView): WorkingView {
  return { ...view, users: new Map(view.users), devices: new Map(view.devices) };
}
