import type { CertificateType } from '../certificates/index.ts';
import type { DateTime, Uuid } from '../codec/index.ts';
import type { InvitationStatus, UserProfile } from '../generated/types.ts';
import type { Attempt, Cancellation } from '../greeting/index.ts';

/** A state as rules see it. None of its fields, maps, sets and lists can be changed. */
export type ReadOnly<State> = { readonly [Name in keyof State]: ReadOnlyValue<State[Name]> };

type ReadOnlyValue<Value> =
  Value extends Map<infer Key, infer Item>
    ? ReadonlyMap<Key, Item>
    : Value extends Set<infer Item>
      ? ReadonlySet<Item>
      : Value extends NameSet
        ? Omit<NameSet, 'add'>
        : Value extends (infer Item)[]
          ? readonly Item[]
          : Value;

/** A set of names of which rules only check the membership. A `Set` is one. */
export interface NameSet {
  readonly size: number;
  has(name: string): boolean;
  add(name: string): unknown;
}

/** A member of an organization, revoked or not. */
export interface User {
  readonly user_id: Uuid;
  /**
   * E-mail and label. Where even the full certificate hides the handle, it is a substitute made
   * from the id.
   */
  readonly human_handle: readonly [string, string];
  /** The present profile. */
  readonly profile: UserProfile;
  /** Set by the administration only. It belongs to the user, not to the e-mail (ADMIN-32). */
  readonly frozen: boolean;
  readonly revoked_on: DateTime | null;
  /** The last acceptance of the terms, by any device of the user (TOS-04). */
  readonly tos_accepted_on: DateTime | null;
}

/** A device of a user, with the key that verifies its tokens. */
export interface Device {
  readonly device_id: Uuid;
  readonly user_id: Uuid;
  /**
   * Ed25519, 32 bytes. Whether they are a point of the curve is checked when a signature is
   * verified.
   */
  readonly verify_key: Uint8Array;
}

/**
 * The present terms of service: addresses by locale in the order they were given, and the time when
 * they were set (TOS-01).
 */
export interface Terms {
  readonly per_locale_urls: Readonly<Record<string, string>>;
  readonly updated_on: DateTime;
}

/**
 * The settings that the administration makes for an organization (ADMIN-07, ADMIN-18), under their
 * wire names.
 */
export interface Settings {
  readonly is_expired: boolean;
  /** Announced to clients, enforced nowhere. */
  readonly user_profile_outsider_allowed: boolean;
  /** Maximum number of users who are not revoked; null = no limit. */
  readonly active_users_limit: number | bigint | null;
  /** Seconds. */
  readonly realm_minimum_archiving_period_before_deletion: number | bigint;
  readonly tos: Terms | null;
}

/** A certificate in the state of an organization. Its bytes stay in the journal. */
export interface StoredCertificate {
  readonly timestamp: DateTime;
  /** The version of the record that carries it: its position in the journal, from 1. */
  readonly version: number;
  readonly type: CertificateType;
}

/** One certificate to read from the journal. */
export interface CertificatePlace extends Omit<StoredCertificate, 'timestamp'> {
  readonly form: 'full' | 'redacted';
}

/**
 * The greeting of one user on an invitation: the last attempt of the two sides, and the time of
 * this user's last start.
 */
export interface GreeterProgress {
  readonly last: Uuid;
  /** Null: only the claimer has started so far. */
  readonly joined_on: DateTime | null;
  /**
   * The ids of all attempts of an ended invitation, 16 bytes each; empty while it is pending. A step
   * on one of them is answered with the way the invitation ended (GREET-20, GREET-21).
   */
  readonly past: Uint8Array;
}

interface InvitationBase {
  /** 16 bytes. */
  readonly token: Uint8Array;
  readonly created_by: Uuid;
  readonly created_on: DateTime;
  /** The last two are final. */
  readonly status: InvitationStatus;
  /** By the hexadecimal form of the user id: every greeter has separate attempts (GREET-08). */
  readonly greeters: ReadonlyMap<string, GreeterProgress>;
}

/** An invitation of a person, by address. */
export interface UserInvitation extends InvitationBase {
  readonly type: 'USER';
  readonly claimer_email: string;
}

/** An invitation of another device of the same user. */
export interface DeviceInvitation extends InvitationBase {
  readonly type: 'DEVICE';
  readonly claimer: Uuid;
}

/** An invitation lets the holder of its token be greeted. */
export type Invitation = UserInvitation | DeviceInvitation;

/** An attempt, with the invitation and the greeter that it belongs to. */
export interface Greeting {
  /** Token of the invitation. */
  readonly token: Uint8Array;
  readonly greeter: Uuid;
  readonly attempt: Attempt;
}

/** Cancelled attempts: by the hexadecimal form of the greeter's id, then by that of their own. */
export type CancelledAttempts = Map<string, Map<string, Cancellation>>;

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
  /**
   * Attempts of pending invitations that are not cancelled, by the hexadecimal form of their id.
   */
  readonly greetings: Map<string, Greeting>;
  /** Cancelled attempts of pending invitations, by the text of the token. */
  readonly ended_attempts: Map<string, CancelledAttempts>;
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
  ended_attempts: new Map(),
});

/**
 * The timestamp of the last common certificate, which the next one must exceed (CERT-20); null
 * before the bootstrap. It may be ahead of the server's clock.
 */
export const commonClock = ({ common_certificates }: CoreOrganization): DateTime | null =>
  common_certificates.at(-1)?.timestamp ?? null;
