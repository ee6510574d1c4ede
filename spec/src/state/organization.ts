import type { DateTime } from '../codec/index.ts';
import type { Device } from './device.ts';
import type { EndedAttempt, Greeting, Invitation } from './invitation.ts';
import type { ReadOnly } from './read-only.ts';
import type { Settings } from './settings.ts';
import type { StoredCertificate } from './stored-certificate.ts';
import type { User } from './user.ts';

/** How an organization came to be: the latest creation, since one that is not bootstrapped can be created again (ADMIN-13). */
export interface Creation {
  readonly created_on: DateTime;
  /** 16 bytes; null when it was created by a spontaneous bootstrap. Kept after the bootstrap. */
  readonly bootstrap_token: Uint8Array | null;
}

/** The bootstrap that took place. */
export interface Bootstrap {
  readonly bootstrapped_on: DateTime;
  readonly root_verify_key: Uint8Array;
}

/**
 * The state of one organization that several commands need. A record kind can declare more (`initial` in `recordKind`);
 * `Organization` in `src/records` is both together. Only the `apply` functions of record kinds change it.
 */
export interface OrganizationState {
  readonly organization_id: string;
  /** How many records were applied. */
  version: number;
  /** Null: no record created it. */
  creation: Creation | null;
  settings: Settings;
  /** The latest `updated_on` of any terms, present or removed: new terms are later than all before. */
  last_terms: DateTime | null;
  bootstrap: Bootstrap | null;
  /** By the hex form of the user id. */
  readonly users: Map<string, User>;
  /** By the hex form of the device id. */
  readonly devices: Map<string, Device>;
  /**
   * In the order they are served: by timestamp, a user before the device of the same command (CERT-09). Each is later
   * than the one before: the last one is the clock of the collection.
   */
  readonly common_certificates: StoredCertificate[];
  readonly sequester_certificates: StoredCertificate[];
  /** By the text of the token, in the order of creation; ended ones stay. */
  readonly invitations: Map<string, Invitation>;
  /** Attempts that are not cancelled, by the hex form of their id. */
  readonly greetings: Map<string, Greeting>;
  /** Cancelled attempts, by the hex form of their id. */
  readonly ended_attempts: Map<string, EndedAttempt>;
}

/** The same as rules read it. */
export type CoreOrganization = ReadOnly<OrganizationState>;

/** The state of an organization without records, without what record kinds add. */
export const absentCore = (organization_id: string): OrganizationState => ({
  organization_id,
  version: 0,
  creation: null,
  settings: {
    is_expired: false,
    user_profile_outsider_allowed: true,
    active_users_limit: null,
    realm_minimum_archiving_period_before_deletion: 0,
    tos: null,
  },
  last_terms: null,
  bootstrap: null,
  users: new Map(),
  devices: new Map(),
  common_certificates: [],
  sequester_certificates: [],
  invitations: new Map(),
  greetings: new Map(),
  ended_attempts: new Map(),
});
