import type { DateTime } from '../codec/index.ts';
import type { Device } from './device.ts';
import type { Greeting, Invitation } from './invitation.ts';
import type { ReadOnly } from './read-only.ts';
import type { Settings } from './settings.ts';
import type { StoredCertificate } from './stored-certificate.ts';
import type { User } from './user.ts';

/**
 * The latest creation of an organization; one that is not bootstrapped can be created again
 * (ADMIN-13).
 */
export interface Creation {
  readonly created_on: DateTime;
  /** 16 bytes; null when a spontaneous bootstrap created it. Kept after the bootstrap. */
  readonly bootstrap_token: Uint8Array | null;
}

/** The bootstrap of the organization. */
export interface Bootstrap {
  readonly bootstrapped_on: DateTime;
  readonly root_verify_key: Uint8Array;
}

/**
 * The part of the state of one organization that several commands need. A record kind can declare
 * more (`initial` in `recordKind`); `Organization` is both together. Only the `apply` functions of
 * record kinds change it.
 */
export interface OrganizationState {
  readonly organization_id: string;
  /** How many records were applied. */
  version: number;
  /** Null: it does not exist. */
  creation: Creation | null;
  settings: Settings;
  /** The latest `updated_on` of any terms, present or removed. New terms must be later. */
  last_terms: DateTime | null;
  bootstrap: Bootstrap | null;
  /** By the hexadecimal form of the user id. */
  readonly users: Map<string, User>;
  /** By the hexadecimal form of the device id. */
  readonly devices: Map<string, Device>;
  /**
   * In the order in which they are served: by timestamp, a user before the device of the same
   * command (CERT-09). The last one is the clock of the collection.
   */
  readonly common_certificates: StoredCertificate[];
  readonly sequester_certificates: StoredCertificate[];
  /** By the text of the token, in the order of creation, including ended ones. */
  readonly invitations: Map<string, Invitation>;
  /** Every attempt that was ever created, by the hexadecimal form of its id. */
  readonly greetings: Map<string, Greeting>;
}

/** The same state as rules read it. */
export type CoreOrganization = ReadOnly<OrganizationState>;

/** The state of an organization without records, without the parts that record kinds declare. */
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
});
