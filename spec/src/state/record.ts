import type { DateTime, Uuid } from '../codec/index.ts';
import type { Move } from '../greeting/index.ts';
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

/** A device that joins, with its certificates: the bytes received (CERT-08). */
export interface NewDevice {
  /** That of the certificates. */
  readonly timestamp: DateTime;
  readonly user_id: Uuid;
  readonly device_id: Uuid;
  readonly verify_key: Uint8Array;
  readonly device_certificate: Uint8Array;
  readonly redacted_device_certificate: Uint8Array;
}

/** A user who joins, with the first device. */
export interface NewUser extends NewDevice {
  readonly human_handle: readonly [string, string];
  readonly profile: UserProfile;
  readonly user_certificate: Uint8Array;
  readonly redacted_user_certificate: Uint8Array;
}

/** The organization got its root key, first user and first device (BOOT-01). */
export interface OrganizationBootstrapped extends NewUser {
  readonly record: 'organization_bootstrapped';
  readonly at: DateTime;
  readonly root_verify_key: Uint8Array;
  readonly sequester_authority_certificate: Uint8Array | null;
}

/** An administrator enrolled a user (USER-01). */
export interface UserCreated extends NewUser {
  readonly record: 'user_created';
  readonly at: DateTime;
}

/** A user got another device (DEV-01). */
export interface DeviceCreated extends NewDevice {
  readonly record: 'device_created';
  readonly at: DateTime;
}

/** A user has another profile from now on (USER-22). */
export interface UserUpdated {
  readonly record: 'user_updated';
  readonly at: DateTime;
  /** That of the certificate. */
  readonly timestamp: DateTime;
  readonly user_id: Uuid;
  readonly former_profile: UserProfile;
  readonly profile: UserProfile;
  readonly user_update_certificate: Uint8Array;
}

/** A user is one no longer (USER-26). */
export interface UserRevoked {
  readonly record: 'user_revoked';
  readonly at: DateTime;
  /** That of the certificate. */
  readonly timestamp: DateTime;
  readonly user_id: Uuid;
  /** The one that the user had. */
  readonly profile: UserProfile;
  readonly revoked_user_certificate: Uint8Array;
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

/** An administrator invited somebody, or a user another device of her own (INV-USER-01, INV-DEV-01). */
export interface InvitationOpened {
  readonly record: 'invitation_opened';
  readonly at: DateTime;
  /** 16 bytes. */
  readonly token: Uint8Array;
  readonly created_by: Uuid;
  /** The address of the person invited; null: a device of who invites. */
  readonly claimer_email: string | null;
}

/** An invitation was cancelled, or served its purpose (INV-USER-16, INV-USER-19). */
export interface InvitationEnded {
  readonly record: 'invitation_ended';
  readonly at: DateTime;
  readonly token: Uint8Array;
  readonly status: 'CANCELLED' | 'FINISHED';
}

/** One side of a greeting did something that changes it. */
export interface GreetingMoved {
  readonly record: 'greeting_moved';
  readonly at: DateTime;
  /** Of the invitation. */
  readonly token: Uint8Array;
  /** The user who greets. */
  readonly greeter: Uuid;
  /** The attempt of a step or cancel; null for a start. */
  readonly greeting_attempt: Uuid | null;
  readonly move: Move;
}

/** What happened to an organization: the unit of its journal. `at` is the server's clock. */
export type OrganizationRecord =
  | OrganizationCreated
  | OrganizationUpdated
  | OrganizationBootstrapped
  | UserCreated
  | DeviceCreated
  | UserUpdated
  | UserRevoked
  | UserFrozen
  | TosAccepted
  | InvitationOpened
  | InvitationEnded
  | GreetingMoved;
