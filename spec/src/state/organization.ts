import type { DateTime } from '../codec/index.ts';
import type { Device } from './device.ts';
import type { Greeting, Invitation } from './invitation.ts';
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

/** What a server remembers of one organization. Rules read it; only `apply` writes it (ARCHITECTURE.md). */
export interface Organization {
  readonly organization_id: string;
  /** How many records were applied: the place of the next one in the journal. */
  readonly version: number;
  /** Null: nobody ever created it. */
  readonly creation: Creation | null;
  readonly settings: Settings;
  /** The latest `updated_on` of any terms, present or removed: new terms are later than all before. */
  readonly last_terms: DateTime | null;
  readonly bootstrap: Bootstrap | null;
  /** By the hex form of the user id. */
  readonly users: ReadonlyMap<string, User>;
  /** By the hex form of the device id. */
  readonly devices: ReadonlyMap<string, Device>;
  /**
   * In the order they are served: by timestamp, a user before the device of the same command (CERT-09). Each is later
   * than the one before: the last one is the clock of the collection.
   */
  readonly common_certificates: readonly StoredCertificate[];
  readonly sequester_certificates: readonly StoredCertificate[];
  /** By the text of the token, in the order of creation; ended ones stay. */
  readonly invitations: ReadonlyMap<string, Invitation>;
  /** Every attempt there ever was, by the hex form of its id. */
  readonly greetings: ReadonlyMap<string, Greeting>;
}

/** An organization of which no record exists. */
export const absentOrganization = (organization_id: string): Organization => ({
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
