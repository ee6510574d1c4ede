import type { DateTime, Uuid } from '../codec/index.ts';
import type { Settings } from './settings.ts';
import type { UserProfile } from './user.ts';

/** The organization was created, or created again: everything before is forgotten (ADMIN-13). */
export interface OrganizationCreated {
  readonly record: 'organization_created';
  readonly at: DateTime;
  readonly bootstrap_token: Uint8Array | null;
  readonly settings: Settings;
}

/** Settings changed; an absent key stays as it is (ADMIN-19). */
export interface OrganizationUpdated extends Partial<Settings> {
  readonly record: 'organization_updated';
  readonly at: DateTime;
}

/** The organization got its first user and device (BOOT-01). Certificates are the bytes received. */
export interface OrganizationBootstrapped {
  readonly record: 'organization_bootstrapped';
  readonly at: DateTime;
  readonly root_verify_key: Uint8Array;
  /** That of the certificates. */
  readonly timestamp: DateTime;
  readonly user_id: Uuid;
  readonly human_handle: readonly [string, string];
  readonly profile: UserProfile;
  readonly device_id: Uuid;
  readonly verify_key: Uint8Array;
  readonly user_certificate: Uint8Array;
  readonly redacted_user_certificate: Uint8Array;
  readonly device_certificate: Uint8Array;
  readonly redacted_device_certificate: Uint8Array;
  readonly sequester_authority_certificate: Uint8Array | null;
}

/** The administration froze or unfroze a user (ADMIN-28). */
export interface UserFrozen {
  readonly record: 'user_frozen';
  readonly at: DateTime;
  readonly user_id: Uuid;
  readonly frozen: boolean;
}

/** A user accepted the terms (TOS-04). */
export interface TosAccepted {
  readonly record: 'tos_accepted';
  readonly at: DateTime;
  readonly user_id: Uuid;
}

/** What happened to an organization: the unit of its journal. `at` is the server's clock. */
export type OrganizationRecord =
  | OrganizationCreated
  | OrganizationUpdated
  | OrganizationBootstrapped
  | UserFrozen
  | TosAccepted;
